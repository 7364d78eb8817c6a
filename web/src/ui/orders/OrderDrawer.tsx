import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { orderQuery, sessionQuery } from "../../api/queries";
import type { Order, OrderWhole } from "../../api/types";
import { fullMoment, NONE } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { Failure } from "../Empty";
import { Facts, Section } from "../kit";
import { Sheet } from "../Sheet";
import { SimulatedTag } from "../Simulated";
import { OrderActs } from "./OrderActs";
import { Steps, TimeByHolder } from "./OrderHistory";
import { Due, StateTag, SupervisedTag } from "./OrderTags";

interface Props {
  orderId: string | null;
  /** The contact in which it is looked at, if it is in one. */
  contactId?: string | null;
  onClose: () => void;
}

/** One work order beside the page: where it stands, and what may be done with it. */
export function OrderDrawer({ orderId, contactId = null, onClose }: Props) {
  const { t } = useTranslation();
  const { data: whole, error } = useQuery({
    ...orderQuery(orderId ?? ""),
    enabled: orderId !== null,
  });
  return (
    <Sheet
      open={orderId !== null}
      onClose={onClose}
      size={420}
      isModal={false}
      title={whole ? `${whole.order.number} · ${nameOf(whole.order.type_name)}` : t("order.title")}
      destroyOnHidden
    >
      {error && <Failure error={error} />}
      {whole && <OrderView key={whole.order.order_id} whole={whole} contactId={contactId} />}
    </Sheet>
  );
}

function OrderView({ whole, contactId }: { whole: OrderWhole; contactId: string | null }) {
  const { t } = useTranslation();
  const { order } = whole;
  return (
    <>
      <OrderFacts order={order} />
      <p>
        <Link to="/orders/$orderId" params={{ orderId: order.order_id }}>
          {t("order.toPage")}
        </Link>
      </p>
      <OrderActs whole={whole} contactId={contactId} />
      <Section title={t("order.description")}>
        <p style={{ whiteSpace: "pre-wrap" }}>{order.description}</p>
      </Section>
      {order.result && (
        <Section title={t("order.result")}>
          <p style={{ whiteSpace: "pre-wrap" }}>{order.result}</p>
        </Section>
      )}
      <TimeByHolder used={whole.used} />
      <Steps steps={whole.steps} />
    </>
  );
}

/** What is always known of an order. */
export function OrderFacts({ order, isWide = false }: { order: Order; isWide?: boolean }) {
  const { t } = useTranslation();
  return (
    <Facts
      isWide={isWide}
      rows={[
        [
          t("order.status"),
          <span key="state">
            <StateTag state={order.state} /> <SupervisedTag order={order} />
          </span>,
        ],
        ...(order.closed_at ? [] : ([[t("order.told"), nameOf(order.told)]] as const)),
        [t("order.branch"), nameOf(order.branch_name)],
        [t("order.due"), <Due key="due" order={order} />],
        [t("order.owner"), order.owner_name],
        ...(order.urges > 0
          ? ([[t("order.urges"), t("order.urgedTimes", { count: order.urges })]] as const)
          : []),
        [t("order.openedAt"), `${fullMoment(order.opened_at)} · ${order.opened_by_name}`],
        ...(order.customer_name || order.simulated
          ? ([
              [
                t("order.customer"),
                <span key="customer">
                  <CustomerName order={order} /> {order.simulated && <SimulatedTag />}
                </span>,
              ],
            ] as const)
          : []),
        ...(order.contact_id
          ? ([
              [
                t("order.contact"),
                <Link
                  key="contact"
                  to="/contacts/$contactId"
                  params={{ contactId: order.contact_id }}
                >
                  {t("order.toContact")}
                </Link>,
              ],
            ] as const)
          : []),
        ...(order.closed_at ? ([[t("order.closedAt"), fullMoment(order.closed_at)]] as const) : []),
      ]}
    />
  );
}

/** Leads to all contacts of the customer, for those who may see them. */
function CustomerName({ order }: { order: Order }) {
  const mayRead = useQuery(sessionQuery).data?.actions.includes("contacts.read") ?? false;
  const { customer_id, customer_name } = order;
  if (!customer_name) return NONE;
  return mayRead && customer_id ? (
    <Link to="/contacts" search={{ customer_id }}>
      {customer_name}
    </Link>
  ) : (
    customer_name
  );
}
