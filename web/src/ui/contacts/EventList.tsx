import { useTranslation } from "react-i18next";
import type { ContactDetail } from "../../api/types";
import { clockTime } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { Nothing } from "../Empty";
import css from "./contacts.module.css";
import { useFieldWords } from "./useFieldWords";

/** The facts of a contact as they were told. */
export function EventList({ detail }: { detail: ContactDetail }) {
  const { t } = useTranslation();
  const wordsOf = useFieldWords(detail);
  if (detail.events.length === 0) return <Nothing>{t("event.none")}</Nothing>;
  return (
    <ol className={css.events}>
      {detail.events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end
        <li key={index}>
          <time dateTime={event.at}>{clockTime(event.at)}</time>
          <span className={css.dot} aria-hidden />
          <div>
            {wordOf(t, "event.kind", event.kind)}
            <div className={css.fields}>{wordsOf(event.fields)}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
