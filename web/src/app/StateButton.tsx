import { useQuery } from "@tanstack/react-query";
import { Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { reasonsQuery } from "../api/queries";
import type { ReasonLists } from "../api/types";
import { onCall, ringing } from "../lib/fold";
import { useShortcut } from "../lib/shortcuts";
import { nameOf } from "../lib/words";
import { useDesk } from "../stores/desk";
import { setState, signInDesk, signOutDesk } from "../stores/deskLink";
import { complain } from "../stores/notices";
import { Elapsed, Keys, TONE } from "../ui/kit";
import css from "./shell.module.css";

const act = (key: string): void => {
  if (key === "sign-in") void signInDesk();
  else if (key === "sign-out") signOutDesk().catch(complain);
  else if (key.startsWith("break:")) void setState("break", key.slice(6));
  else if (key === "ready" || key === "training" || key === "meeting") void setState(key);
};

/** What the agent is doing: colour, word and time; opens the choice of what comes next. */
export function StateButton() {
  const { t } = useTranslation();
  const desk = useDesk((state) => state.desk);
  const lists = useQuery(reasonsQuery).data;
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
            children:
              lists?.breaks.map((one) => ({ key: `break:${one.code}`, label: nameOf(one.name) })) ??
              [],
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
        {desk.reason && !isBusy && (
          <span className={css.next}>{reasonWord(desk.reason, lists)}</span>
        )}
        <span className={css.caret} aria-hidden>
          ▾
        </span>
      </button>
    </Dropdown>
  );
}

function reasonWord(code: string, lists: ReasonLists | undefined): string {
  const all = [...(lists?.breaks ?? []), ...(lists?.set_by_centre ?? [])];
  return nameOf(all.find((one) => one.code === code)?.name) ?? code;
}
