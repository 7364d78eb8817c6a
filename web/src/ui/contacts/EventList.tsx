import { useTranslation } from "react-i18next";
import type { ContactEvent } from "../../api/types";
import { clockTime } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { Nothing } from "../Empty";
import css from "./contacts.module.css";

function text(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** The facts of a contact as they were told. Their names are the trade's own words. */
export function EventList({ events }: { events: readonly ContactEvent[] }) {
  const { t } = useTranslation();
  if (events.length === 0) return <Nothing>{t("event.none")}</Nothing>;
  return (
    <ol className={css.events}>
      {events.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end
        <li key={index}>
          <time dateTime={event.at}>{clockTime(event.at)}</time>
          <span className={css.dot} aria-hidden />
          <div>
            {wordOf(t, "event.kind", event.kind)}
            <div className={css.fields}>
              {Object.entries(event.fields)
                .filter(([, value]) => value !== null && typeof value !== "object")
                .map(([key, value]) => `${key} ${text(value)}`)
                .join(" · ")}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
