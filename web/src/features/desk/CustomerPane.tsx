import { useTranslation } from "react-i18next";
import type { ActiveContact, CustomerPanel } from "../../api/types";
import { date, moment, NONE, shortTime, yuan } from "../../lib/format";
import { listed, nameOf, wordOf } from "../../lib/words";
import { Nothing } from "../../ui/Empty";
import { answerOf, Facts, PanelView, Section, Tag } from "../../ui/kit";
import { useFlowWords, useReasonNames } from "../../ui/names";
import { SimulatedTag } from "../../ui/Simulated";
import css from "./desk.module.css";

/** What the machine learned and a person can use; the rest is in the panels already. */
const SHOWN = new Set([
  "intent",
  "care",
  "language",
  "order_number",
  "order_status",
  "provider_name",
]);

/** All that is known of the customer before and during the talk. */
export function CustomerPane(props: {
  contact: ActiveContact;
  onOpen: (contactId: string) => void;
}) {
  const { t } = useTranslation();
  const { pop } = props.contact;
  const reasonName = useReasonNames();
  const flowWord = useFlowWords();
  const data = Object.entries(answerOf(pop.contact)?.data ?? {}).filter(([key]) => SHOWN.has(key));
  return (
    <>
      <Section title={t("customer.title")}>
        <PanelView panel={pop.customer}>{(customer) => <Customer customer={customer} />}</PanelView>
      </Section>
      <Section title={t("path.title")}>
        <PanelView panel={pop.path}>
          {({ steps }) =>
            steps.length === 0 ? (
              <Nothing>{t("path.none")}</Nothing>
            ) : (
              <ol className={css.path}>
                {steps.map((step) => (
                  <li key={`${step.at}${step.node}`}>
                    <time dateTime={step.at}>{shortTime(step.at)}</time>
                    <span>{flowWord(step.node)}</span>
                    {step.choice && <Tag tone="accent">{flowWord(step.choice)}</Tag>}
                  </li>
                ))}
              </ol>
            )
          }
        </PanelView>
        {data.length > 0 && (
          <Facts
            rows={data.map(([key, value]) => [wordOf(t, "path.data", key), flowWord(value)])}
          />
        )}
      </Section>
      <Section title={t("history.title")}>
        <PanelView panel={pop.history}>
          {({ contacts }) =>
            contacts.length === 0 ? (
              <Nothing>{t("history.none")}</Nothing>
            ) : (
              <ol className={css.past}>
                {contacts.map((past) => (
                  <li key={past.contact_id}>
                    <span>
                      <button
                        type="button"
                        className="plain-button"
                        onClick={() => props.onOpen(past.contact_id)}
                      >
                        {listed(t, past.reasons.map(reasonName)) ||
                          nameOf(past.queue_name) ||
                          t("history.contact")}
                      </button>{" "}
                      {past.simulated && <SimulatedTag />}
                    </span>
                    <time dateTime={past.at}>{moment(past.at)}</time>
                    <small>
                      {[
                        nameOf(past.queue_name),
                        past.agent_name,
                        wordOf(t, "outcome", past.outcome),
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </small>
                  </li>
                ))}
              </ol>
            )
          }
        </PanelView>
      </Section>
      <Section title={t("order.openOnes")}>
        <PanelView panel={pop.orders}>
          {({ orders }) =>
            orders.length === 0 ? (
              <Nothing>{t("order.noneOpen")}</Nothing>
            ) : (
              <ol className={css.past}>
                {orders.map((order) => (
                  <li key={order.order_id}>
                    <span>{order.description}</span>
                    <time dateTime={order.due}>{moment(order.due)}</time>
                    <small>
                      {[order.number, nameOf(order.type_name), nameOf(order.branch_name)].join(
                        " · ",
                      )}
                      {" · "}
                      {nameOf(order.told)}
                    </small>
                  </li>
                ))}
              </ol>
            )
          }
        </PanelView>
      </Section>
    </>
  );
}

function Customer({ customer }: { customer: CustomerPanel }) {
  const { t } = useTranslation();
  return (
    <>
      {customer.alerts.length > 0 && (
        <div className={css.alert} role="alert">
          {customer.alerts.map((alert) => (
            <p key={alert}>▲ {wordOf(t, "customer.alert", alert)}</p>
          ))}
        </div>
      )}
      <Facts
        rows={[
          ...(customer.customer_id ? [[t("customer.id"), customer.customer_id] as const] : []),
          [t("customer.number"), customer.number || NONE],
          [t("customer.tier"), nameOf(customer.tier_name)],
          [t("customer.brand"), nameOf(customer.brand) ?? NONE],
          [t("customer.branch"), nameOf(customer.branch_name) ?? NONE],
          [t("customer.balance"), yuan(customer.balance_yuan)],
          [t("customer.since"), customer.since ? date(customer.since) : NONE],
        ]}
      />
      <Section title={t("customer.products")}>
        {customer.products.length === 0 && <Nothing>{t("customer.noProducts")}</Nothing>}
        {customer.products.map((product) => (
          <div key={product.name.zh} className={css.product}>
            <span>{nameOf(product.name)}</span>
            <Tag tone={product.status === "active" ? "ok" : "warn"}>
              {wordOf(t, "product", product.status)} {product.until && date(product.until)}
            </Tag>
          </div>
        ))}
      </Section>
    </>
  );
}
