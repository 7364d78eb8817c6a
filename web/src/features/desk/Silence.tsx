import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { threadQuery } from "../../api/queries";
import { useNow } from "../../lib/clock";
import { duration } from "../../lib/format";
import { Elapsed } from "../../ui/kit";
import css from "./desk.module.css";

/** Who is to write next in a chat, for how long that has been so, and what follows. */
export function Silence({ contactId, isBrief }: { contactId: string; isBrief?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const silence = useQuery(threadQuery(contactId)).data?.silence;
  if (!silence) return null;
  const who = silence.awaited === "agent" ? "agent" : "visitor";
  const isLate = now >= Date.parse(silence.warns_at);
  const left = duration(Math.max(0, Date.parse(silence.acts_at) - now + 999));
  return (
    <small className={css.silence} data-late={isLate} data-awaited={who} data-testid="silence">
      {isLate && "! "}
      {t(`chat.silence.${who}`)} <Elapsed since={silence.since} />
      {!isBrief && ` · ${t(`chat.silence.${who}_then`, { time: left })}`}
    </small>
  );
}
