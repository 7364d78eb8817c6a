import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { queryClient } from "../../api/queries";
import type { Order } from "../../api/types";
import { useNow } from "../../lib/clock";
import { fullMoment, moment, NONE } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { complain, notify } from "../../stores/notices";
import { Failure } from "../Empty";
import { Facts, Field, Section, Tag } from "../kit";
import { Sheet } from "../Sheet";
import { SimulatedTag } from "../Simulated";

export function OrderStatus({ order }: { order: Pick<Order, "status"> }) {
  const { t } = useTranslation();
  return order.status === "open" ? (
    <Tag tone="accent">{t("order.open")}</Tag>
  ) : (
    <Tag>{t("order.closed")}</Tag>
  );
}

export function Due({ order }: { order: Pick<Order, "due" | "status"> }) {
  const { t } = useTranslation();
  const now = useNow();
  const isLate = order.status === "open" && Date.parse(order.due) < now;
  return isLate ? (
    <Tag tone="bad">
      ▲ {t("order.late")} {moment(order.due)}
    </Tag>
  ) : (
    moment(order.due)
  );
}

/** One work order, and closing it. */
export function OrderDrawer({ orderId, onClose }: { orderId: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: order, error } = useQuery({
    queryKey: ["order", orderId],
    queryFn: () => api.order(orderId ?? ""),
    enabled: orderId !== null,
  });
  return (
    <Sheet
      open={orderId !== null}
      onClose={onClose}
      size={400}
      isModal={false}
      title={order ? `${order.number} · ${nameOf(order.type_name)}` : t("order.title")}
      destroyOnHidden
    >
      {error && <Failure error={error} />}
      {order && <OrderView key={order.order_id} order={order} />}
    </Sheet>
  );
}

function OrderView({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts
        rows={[
          [t("order.status"), <OrderStatus key="status" order={order} />],
          [t("order.branch"), nameOf(order.branch_name)],
          [t("order.due"), <Due key="due" order={order} />],
          [t("order.openedAt"), `${fullMoment(order.opened_at)} · ${order.opened_by_name}`],
          ...(order.customer_name || order.simulated
            ? ([
                [
                  t("order.customer"),
                  <span key="customer">
                    {order.customer_name || NONE} {order.simulated && <SimulatedTag />}
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
          ...(order.closed_at
            ? ([[t("order.closedAt"), fullMoment(order.closed_at)]] as const)
            : []),
        ]}
      />
      <Section title={t("order.description")}>
        <p style={{ whiteSpace: "pre-wrap" }}>{order.description}</p>
      </Section>
      {order.status === "closed" ? (
        <Section title={t("order.result")}>
          <p style={{ whiteSpace: "pre-wrap" }}>{order.result}</p>
        </Section>
      ) : (
        <Closing order={order} />
      )}
    </>
  );
}

function Closing({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [result, setResult] = useState("");
  const [isAsking, setAsking] = useState(false);
  const close = async () => {
    setAsking(true);
    try {
      const closed = await api.closeOrder(order.order_id, result.trim());
      queryClient.setQueryData(["order", order.order_id], closed);
      await queryClient.invalidateQueries({ queryKey: ["orders"] });
      notify("good", t("order.wasClosed", { number: order.number }));
    } catch (error) {
      complain(error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <Section title={t("order.closing")}>
      <Field label={t("order.result")} isRequired>
        <Input.TextArea
          rows={3}
          maxLength={2000}
          value={result}
          onChange={(event) => setResult(event.target.value)}
        />
      </Field>
      <Button
        type="primary"
        disabled={!result.trim()}
        loading={isAsking}
        onClick={() => void close()}
      >
        {t("order.close")}
      </Button>
    </Section>
  );
}
