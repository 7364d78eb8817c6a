import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { contactsQuery, queryClient } from "../../api/queries";
import type { ActiveContact } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { day, dayStart, shortTime, talk } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { Failure, Nothing } from "../../ui/Empty";
import { SimulatedTag } from "../../ui/Simulated";
import css from "./desk.module.css";

/** Today's contacts of this agent, the newest first. */
export function MyContacts(props: {
  agentId: string;
  current: ActiveContact | null;
  onOpen: (contactId: string) => void;
}) {
  const { t } = useTranslation();
  const { agentId, current, onOpen } = props;
  const from = dayStart(day(serverNow()));
  const { data, error, refetch } = useQuery(contactsQuery({ agent_id: agentId, from }));
  const moment = `${current?.contact_id}${current?.stage}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of a contact changes the list
  useEffect(() => {
    const timer = window.setTimeout(
      () => void queryClient.invalidateQueries({ queryKey: ["contacts"] }),
      700,
    );
    return () => clearTimeout(timer);
  }, [moment]);

  const contacts = data?.contacts ?? [];
  return (
    <>
      <div className={css.paneHead}>
        <h2>{t("desk.today")}</h2>
        <span>{data && t("common.count", { count: contacts.length })}</span>
      </div>
      <ol className={css.scroll}>
        {contacts.map((row) => (
          <li key={row.contact_id}>
            <button
              type="button"
              className={css.contact}
              data-current={row.contact_id === current?.contact_id}
              onClick={() => onOpen(row.contact_id)}
            >
              <b>
                {row.customer_name || row.number_masked || t("ring.unknown")}{" "}
                {row.simulated && <SimulatedTag />}
              </b>
              <small>{shortTime(row.at)}</small>
              <small>{wordOf(t, "outcome", row.outcome)}</small>
              <small>{talk(row)}</small>
            </button>
          </li>
        ))}
        {data && contacts.length === 0 && (
          <li className={css.paneHead}>
            <Nothing>{t("desk.noContacts")}</Nothing>
          </li>
        )}
        {error && <Failure error={error} again={() => void refetch()} />}
      </ol>
    </>
  );
}
