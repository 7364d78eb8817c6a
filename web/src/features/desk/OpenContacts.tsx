import { MessageOutlined, PhoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { ActiveContact } from "../../api/types";
import { inOrder, isCall } from "../../lib/fold";
import { choose, useDesk, useReading } from "../../stores/desk";
import { answerOf, Elapsed, Keys, StateWord, Tag } from "../../ui/kit";
import { SimulatedTag } from "../../ui/Simulated";
import css from "./desk.module.css";
import { Silence } from "./Silence";

/** What the agent serves now, when it is more than one contact: which has news, and since when. */
export function OpenContacts({ shown }: { shown: ActiveContact | null }) {
  const { t } = useTranslation();
  const desk = useDesk((state) => state.desk);
  const contacts = inOrder(desk);
  const { newest, read } = useReading();
  const isPlain = contacts.every(isCall);
  if (contacts.length === 0 || (isPlain && contacts.length === 1)) return null;
  return (
    <>
      <div className={css.paneHead}>
        <h2>{t("desk.open")}</h2>
        <Keys id="nextContact" />
      </div>
      <ul className={css.serving} data-testid="open-contacts">
        {contacts.map((one) => {
          const customer = answerOf(one.pop.customer);
          const news = Math.max(0, (newest[one.contact_id] ?? 0) - (read[one.contact_id] ?? 0));
          const isShown = one.contact_id === shown?.contact_id;
          return (
            <li key={one.contact_id}>
              <button
                type="button"
                className={css.contact}
                data-current={isShown}
                aria-current={isShown}
                onClick={() => choose(one.contact_id)}
              >
                <b>
                  {isCall(one) ? <PhoneOutlined /> : <MessageOutlined />}{" "}
                  {customer?.name || t("ring.unknown")}{" "}
                  {answerOf(one.pop.contact)?.simulated && <SimulatedTag />}
                </b>
                <Elapsed since={one.bridged_at ?? one.offered_at} />
                <span className={css.servingState}>
                  <StateWord state={one.stage} channel={one.channel} />
                  {!isCall(one) && <Silence contactId={one.contact_id} isBrief />}
                  {news > 0 && !isShown && (
                    <Tag tone="bad">{t("chat.news.count", { count: news })}</Tag>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
