import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk, usePhone } from "../stores/desk";
import { checkMicrophone, phone, readNote, signInDesk } from "../stores/deskLink";
import css from "./shell.module.css";
import { useHasNoSwitch } from "./useTelephone";

/** What stands in the way of work, in one sentence each, with the way out. */
export function Banners() {
  const { t } = useTranslation();
  const link = useDesk((state) => state.link);
  const isWorking = useDesk((state) => (state.desk?.state ?? "offline") !== "offline");
  const notes = useDesk((state) => state.notes);
  const { line, mic, isSilenced } = usePhone();
  const hasNoSwitch = useHasNoSwitch();

  if (link === "taken") {
    return (
      <Banner tone="warn" text={t("banner.taken")}>
        <Button type="primary" onClick={() => void signInDesk()}>
          {t("banner.takeOver")}
        </Button>
      </Banner>
    );
  }
  return (
    <>
      {link === "lost" && <Banner tone="bad" text={t("banner.lost")} />}
      {isWorking && link === "open" && hasNoSwitch && (
        <Banner tone="bad" text={t("banner.noSwitch")} />
      )}
      {isWorking && link === "open" && line === "lost" && !hasNoSwitch && (
        <Banner tone="bad" text={t("banner.phoneLost")} />
      )}
      {isWorking && (mic === "denied" || mic === "missing" || mic === "insecure") && (
        <Banner tone="bad" text={t(`mic.${mic}`)}>
          <Button onClick={() => void checkMicrophone()}>{t("mic.again")}</Button>
        </Banner>
      )}
      {notes.map((note) => (
        <Banner
          key={note.note_id}
          tone="warn"
          text={`${t("banner.note", { name: note.name })} · ${note.text}`}
        >
          <Button onClick={() => void readNote(note.note_id)}>{t("banner.read")}</Button>
        </Banner>
      ))}
      {isSilenced && (
        <Banner tone="warn" text={t("banner.silenced")}>
          <Button type="primary" onClick={() => phone.listen()}>
            {t("banner.hear")}
          </Button>
        </Banner>
      )}
    </>
  );
}

function Banner(props: { tone: "bad" | "warn"; text: string; children?: ReactNode }) {
  return (
    <div className={css.banner} data-tone={props.tone} role="alert">
      <b aria-hidden>!</b>
      <span>{props.text}</span>
      {props.children}
    </div>
  );
}
