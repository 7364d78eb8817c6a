import { useQuery } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { orderQuery } from "../../api/queries";
import type { OrderTask, OrderWhole } from "../../api/types";
import { moment, NONE } from "../../lib/format";
import { nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Section, Tag } from "../../ui/kit";
import { OrderActs } from "../../ui/orders/OrderActs";
import { OrderFacts } from "../../ui/orders/OrderDrawer";
import { Steps, TimeByHolder } from "../../ui/orders/OrderHistory";
import { DueAt } from "../../ui/orders/OrderTags";
import { FlowDrawing } from "./FlowDrawing";
import css from "./flow.module.css";

/** One order with all there is of it: its flow, who had it for how long, what was done. */
export function OrderPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { orderId } = useParams({ from: "/signed-in/orders/$orderId" });
  const { data: whole, error, refetch } = useQuery(orderQuery(orderId));
  return (
    <PageShell
      title={whole ? `${whole.order.number} · ${nameOf(whole.order.type_name)}` : t("order.title")}
      tools={<Button onClick={() => router.history.back()}>{t("common.back")}</Button>}
    >
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : whole ? (
        <WholeView key={orderId} whole={whole} />
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
    </PageShell>
  );
}

function WholeView({ whole }: { whole: OrderWhole }) {
  const { t } = useTranslation();
  const { order } = whole;
  return (
    <>
      <Card isPadded>
        <OrderFacts order={order} isWide />
        <OrderActs whole={whole} contactId={null} />
        <FlowDrawing whole={whole} />
      </Card>
      <div className={css.halves}>
        <Card isPadded>
          <Section title={t("order.description")}>
            <p className={css.text}>{order.description}</p>
          </Section>
          {order.result && (
            <Section title={t("order.result")}>
              <p className={css.text}>{order.result}</p>
            </Section>
          )}
          <Section title={t("order.tasks")}>
            <Tasks tasks={whole.tasks} />
          </Section>
        </Card>
        <Card isPadded>
          <TimeByHolder used={whole.used} />
          <Steps steps={whole.steps} />
        </Card>
      </div>
    </>
  );
}

function Tasks({ tasks }: Pick<OrderWhole, "tasks">) {
  const { t } = useTranslation();
  const columns: Column<OrderTask>[] = [
    { key: "node", title: t("order.node"), cell: (task) => nameOf(task.node_name) },
    { key: "holder", title: t("order.holder"), cell: (task) => nameOf(task.holder_name) },
    { key: "given", title: t("order.given"), cell: (task) => moment(task.given_at) },
    {
      key: "confirmed",
      title: t("order.confirmed"),
      cell: (task) => (task.confirmed_at ? moment(task.confirmed_at) : NONE),
    },
    {
      key: "due",
      title: t("order.due"),
      cell: (task) => (task.due ? <DueAt due={task.due} isOver={task.ended_at !== null} /> : NONE),
    },
    {
      key: "ended",
      title: t("order.ended"),
      cell: (task) =>
        task.ended_at ? (
          `${moment(task.ended_at)} · ${outcome(task.outcome ?? "")}`
        ) : (
          <Tag tone="accent">{t("order.isNow")}</Tag>
        ),
    },
  ];
  const outcome = (said: string) =>
    wordOf(t, /^(dis)?satisfied$|^no-answer$/.test(said) ? "order.answer" : "order.act", said);
  return (
    <DataTable
      columns={columns}
      rows={tasks}
      keyOf={(task) => task.task_id}
      empty={t("order.noTasks")}
      label={t("order.tasks")}
    />
  );
}
