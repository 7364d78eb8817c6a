import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { ActiveContact, Order } from "../../api/types";
import { moment } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { nameOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { answerOf, Keys, Section } from "../../ui/kit";
import { NewOrderDrawer } from "../../ui/orders/NewOrderDrawer";
import { OrderDrawer } from "../../ui/orders/OrderDrawer";
import { Due, StateTag } from "../../ui/orders/OrderTags";
import { SimulatedTag } from "../../ui/Simulated";

/** The customer's work orders (or the contact's, while nobody knows who calls). */
export function ContactOrders({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const [isNew, setNew] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const filter = contact.customer_id
    ? { customer_id: contact.customer_id }
    : { contact_id: contact.contact_id };
  const { data } = useQuery({ queryKey: ["orders", filter], queryFn: () => api.orders(filter) });
  useShortcut("order", () => setNew(true));

  const columns: Column<Order>[] = [
    {
      key: "number",
      title: t("order.number"),
      cell: (order) => (
        <>
          {order.number} {order.simulated && <SimulatedTag />}
        </>
      ),
    },
    { key: "type", title: t("order.type"), cell: (order) => nameOf(order.type_name) },
    { key: "branch", title: t("order.branch"), cell: (order) => nameOf(order.branch_name) },
    { key: "opened", title: t("order.openedAt"), cell: (order) => moment(order.opened_at) },
    { key: "due", title: t("order.due"), cell: (order) => <Due order={order} /> },
    { key: "status", title: t("order.status"), cell: (order) => <StateTag state={order.state} /> },
  ];
  return (
    <Section
      title={t("order.list")}
      extra={
        <Button icon={<PlusOutlined />} onClick={() => setNew(true)} data-testid="new-order">
          {t("order.new")} <Keys id="order" />
        </Button>
      }
    >
      <DataTable
        columns={columns}
        rows={data?.orders ?? []}
        keyOf={(order) => order.order_id}
        onOpen={(order) => setOpened(order.order_id)}
        empty={t("order.noneHere")}
        label={t("order.list")}
      />
      {isNew && (
        <NewOrderDrawer
          contactId={contact.contact_id}
          customerId={contact.customer_id}
          branchId={answerOf(contact.pop.customer)?.branch_id}
          onClose={() => setNew(false)}
        />
      )}
      <OrderDrawer
        orderId={opened}
        contactId={contact.contact_id}
        onClose={() => setOpened(null)}
      />
    </Section>
  );
}
