import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { InboxItem } from "../../api/types";
import { beginning, NONE } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { complain, notify } from "../../stores/notices";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell } from "../../ui/kit";
import { actOn } from "../../ui/orders/OrderActs";
import { DueAt, StateTag } from "../../ui/orders/OrderTags";
import { SimulatedTag } from "../../ui/Simulated";

const AGAIN_MS = 20_000;

/** What I have to do, the first due first; a row opens its order. */
export function InboxPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string | null>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["orders", "inbox"],
    queryFn: ({ pageParam }) => api.inbox({ cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: AGAIN_MS,
  });
  const confirm = async ({ task, order }: InboxItem) => {
    setAsked(task.task_id);
    try {
      await actOn(order, "confirm", {});
      const act = t("order.act.confirm");
      notify("good", t("order.wasDone", { number: order.number, act }));
    } catch (failure) {
      complain(failure);
      await refetch();
    } finally {
      setAsked(null);
    }
  };

  const columns: Column<InboxItem>[] = [
    {
      key: "due",
      title: t("order.due"),
      cell: ({ task }) => (task.due ? <DueAt due={task.due} isOver={false} /> : NONE),
    },
    { key: "node", title: t("order.node"), cell: ({ task }) => nameOf(task.node_name) },
    {
      key: "number",
      title: t("order.number"),
      cell: ({ order }) => (
        <>
          {order.number} {order.simulated && <SimulatedTag />}
        </>
      ),
    },
    { key: "type", title: t("order.type"), cell: ({ order }) => nameOf(order.type_name) },
    {
      key: "description",
      title: t("order.description"),
      cell: ({ order }) => beginning(order.description, 40),
    },
    { key: "branch", title: t("order.branch"), cell: ({ order }) => nameOf(order.branch_name) },
    { key: "holder", title: t("order.holder"), cell: ({ task }) => nameOf(task.holder_name) },
    {
      key: "urges",
      title: t("order.urges"),
      isRight: true,
      cell: ({ order }) => (order.urges > 0 ? order.urges : NONE),
    },
    {
      key: "state",
      title: t("order.status"),
      cell: (item) =>
        item.order.state === "sent" ? (
          <Button
            size="small"
            type="primary"
            disabled={asked !== null}
            loading={asked === item.task.task_id}
            onClick={(event) => {
              event.stopPropagation();
              void confirm(item);
            }}
          >
            {t("order.act.confirm")}
          </Button>
        ) : (
          <StateTag state={item.order.state} />
        ),
    },
  ];
  return (
    <PageShell title={t("order.inbox")}>
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Card isPadded>
          <DataTable
            columns={columns}
            rows={data.pages.flatMap((page) => page.items)}
            keyOf={({ task }) => task.task_id}
            onOpen={({ order }) =>
              void navigate({ to: "/orders/$orderId", params: { orderId: order.order_id } })
            }
            empty={t("order.nothingToDo")}
            label={t("order.inbox")}
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
    </PageShell>
  );
}
