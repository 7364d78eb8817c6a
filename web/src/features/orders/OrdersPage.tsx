import { PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { branchesQuery, sessionQuery } from "../../api/queries";
import { ENDED_STATES, OPEN_STATES, type Order, type OrderState } from "../../api/types";
import { beginning, moment } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Segmented } from "../../ui/kit";
import { NewOrderDrawer } from "../../ui/orders/NewOrderDrawer";
import { OrderDrawer } from "../../ui/orders/OrderDrawer";
import { Due, StateTag, SupervisedTag } from "../../ui/orders/OrderTags";
import { SimulatedTag } from "../../ui/Simulated";

const STATUSES = ["open", "closed", "all"] as const;
const STATES = {
  open: OPEN_STATES,
  closed: ENDED_STATES,
  all: [...OPEN_STATES, ...ENDED_STATES],
} as const;

/** Work orders by state and branch; the opened one is in the address. */
export function OrdersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/orders" });
  const branches = useQuery(branchesQuery).data ?? [];
  const mayWrite = useQuery(sessionQuery).data?.actions.includes("orders.write") ?? false;
  const [isNew, setNew] = useState(false);
  const { status = "open", state } = search;
  const filter = {
    is_open: status === "all" ? undefined : status === "open",
    in_state: state,
    branch_id: search.branch_id,
  };
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["orders", "pages", filter],
    queryFn: ({ pageParam }) => api.orders({ ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const go = (part: Partial<typeof search>) =>
    void navigate({ to: "/orders", search: { ...search, ...part } });

  const columns: Column<Order>[] = [
    { key: "number", title: t("order.number"), cell: (order) => order.number },
    { key: "type", title: t("order.type"), cell: (order) => nameOf(order.type_name) },
    {
      key: "customer",
      title: t("order.customer"),
      cell: (order) => (
        <>
          {order.customer_name} {order.simulated && <SimulatedTag />}
        </>
      ),
    },
    {
      key: "description",
      title: t("order.description"),
      cell: (order) => beginning(order.description, 40),
    },
    { key: "branch", title: t("order.branch"), cell: (order) => nameOf(order.branch_name) },
    { key: "by", title: t("order.openedBy"), cell: (order) => order.opened_by_name },
    { key: "opened", title: t("order.openedAt"), cell: (order) => moment(order.opened_at) },
    { key: "due", title: t("order.due"), cell: (order) => <Due order={order} /> },
    {
      key: "status",
      title: t("order.status"),
      cell: (order) => (
        <>
          <StateTag state={order.state} /> <SupervisedTag order={order} />
        </>
      ),
    },
  ];
  return (
    <PageShell
      title={t("order.all")}
      tools={
        <>
          <Segmented
            label={t("order.status")}
            value={status}
            options={STATUSES.map((value) => ({
              value,
              label: value === "all" ? t("order.every") : t(`order.${value}`),
            }))}
            onChange={(next) =>
              go({ status: next === "open" ? undefined : next, state: undefined })
            }
          />
          <Select
            allowClear
            style={{ width: 150 }}
            placeholder={t("order.anyState")}
            aria-label={t("order.status")}
            value={state ?? null}
            options={STATES[status].map((value) => ({ value, label: t(`order.state.${value}`) }))}
            onChange={(next: OrderState | null) => go({ state: next ?? undefined })}
          />
          <Select
            allowClear
            style={{ width: 140 }}
            placeholder={t("order.branch")}
            aria-label={t("order.branch")}
            value={search.branch_id ?? null}
            options={branches.map((one) => ({ value: one.branch_id, label: nameOf(one.name) }))}
            onChange={(next: string | null) => go({ branch_id: next ?? undefined })}
          />
          <span style={{ flex: 1 }} />
          {mayWrite && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
              {t("order.new")}
            </Button>
          )}
        </>
      }
    >
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Card isPadded>
          <DataTable
            columns={columns}
            rows={data.pages.flatMap((page) => page.orders)}
            keyOf={(order) => order.order_id}
            onOpen={(order) => go({ order: order.order_id })}
            isMarked={(order) => order.order_id === search.order}
            empty={t("order.none")}
            label={t("order.all")}
          />
          {hasNextPage && (
            <Button block onClick={() => void fetchNextPage()}>
              {t("common.more")}
            </Button>
          )}
        </Card>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
      {isNew && <NewOrderDrawer contactId={null} customerId={null} onClose={() => setNew(false)} />}
      <OrderDrawer orderId={search.order ?? null} onClose={() => go({ order: undefined })} />
    </PageShell>
  );
}
