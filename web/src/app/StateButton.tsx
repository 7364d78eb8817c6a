import { Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { onCall, ringing } from "../lib/fold";
import { useShortcut } from "../lib/shortcuts";
import { useDesk } from "../stores/desk";
import { setState, signInDesk, signOutDesk } from "../stores/deskLink";
import { complain } from "../stores/notices";
import { Elapsed, Keys, TONE } from "../ui/kit";
import css from "./shell.module.css";

/** Reasons of a break, as the centre knows them. */
export const BREAK_REASONS = ["rest", "meal", "water", "personal"] as const;

const act = (key: string): void => {
  if (key === "sign-in") void signInDesk();
  else if (key === "sign-out") signOutDesk().catch(complain);
  else if (key.startsWith("break:")) void setState("break", key.slice(6));
  else void setState(key);
};

/** What the agent is doing: colour, word and time; opens the choice of what comes next. */
export function StateButton() {
  const { t } = useTranslation();
  const desk = useDesk((state) => state.desk);
  const [isOpen, setOpen] = useState(false);
  useShortcut("states", () => setOpen((was) => !was));
  const isFree = desk !== null && desk.contact === null && desk.state !== "offline";
  useShortcut("ready", () => void setState("ready"), desk !== null && desk.state !== "offline");
  if (!desk) return null;

  const isBusy = desk.contact !== null;
  const items: MenuProps["items"] =
    desk.state === "offline"
      ? [{ key: "sign-in", label: t("state.signIn") }]
      : [
          ...(isBusy
            ? [{ key: "title", type: "group" as const, label: t("state.nextTitle") }]
            : []),
          {
            key: "ready",
            label: (
              <span className={css.menuRow}>
                {t("state.ready")} <Keys id="ready" />
              </span>
            ),
          },
          {
            key: "break",
            label: t("state.break"),
            children: BREAK_REASONS.map((reason) => ({
              key: `break:${reason}`,
              label: t(`break.${reason}`),
            })),
          },
          { key: "training", label: t("state.training") },
          { key: "meeting", label: t("state.meeting") },
          ...(isFree
            ? [{ type: "divider" as const }, { key: "sign-out", label: t("state.signOut") }]
            : []),
        ];

  const pulse = ringing(desk.contact);
  const since = onCall(desk.contact) ? (desk.contact.bridged_at ?? desk.since) : desk.since;
  return (
    <Dropdown
      open={isOpen}
      onOpenChange={setOpen}
      trigger={["click"]}
      menu={{
        items,
        autoFocus: true,
        onClick: ({ key }) => {
          setOpen(false);
          act(key);
        },
      }}
    >
      <button
        type="button"
        className={css.state}
        data-tone={TONE[desk.state]}
        data-pulse={pulse}
        data-testid="state"
        data-state={desk.state}
      >
        <span className={css.dot} aria-hidden />
        {t(`state.${desk.state}`)}
        {desk.state !== "offline" && <Elapsed since={since} />}
        {desk.next_state && <span className={css.next}>→ {t(`state.${desk.next_state}`)}</span>}
        {desk.reason && !isBusy && <span className={css.next}>{reasonWord(desk.reason, t)}</span>}
        <span className={css.caret} aria-hidden>
          ▾
        </span>
      </button>
    </Dropdown>
  );
}

type T = ReturnType<typeof useTranslation>["t"];
function reasonWord(reason: string, t: T): string {
  if (reason === "no-answer") return t("break.noAnswer");
  const known = BREAK_REASONS.find((one) => one === reason);
  return known ? t(`break.${known}`) : reason;
}
