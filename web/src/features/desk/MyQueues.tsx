import { useTranslation } from "react-i18next";
import type { QueueLine } from "../../api/types";
import { NONE } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { useDesk } from "../../stores/desk";
import { type Column, DataTable } from "../../ui/DataTable";
import { Elapsed } from "../../ui/kit";
import { SimulatedShare } from "../../ui/Simulated";
import css from "./desk.module.css";

export function MyQueues() {
  const { t } = useTranslation();
  const queues = useDesk((state) => state.queues);
  const columns: Column<QueueLine>[] = [
    {
      key: "name",
      title: t("queue.name"),
      cell: (queue) => nameOf(queue.name),
    },
    {
      key: "waiting",
      title: t("queue.waiting"),
      isRight: true,
      cell: ({ waiting, ready, simulated }) => (
        <span className={waiting > ready ? css.hot : undefined}>
          {waiting > ready ? "▲ " : ""}
          {waiting}
          <SimulatedShare count={simulated} />
        </span>
      ),
    },
    {
      key: "longest",
      title: t("queue.longest"),
      isRight: true,
      cell: ({ longest_since }) => (longest_since ? <Elapsed since={longest_since} /> : NONE),
    },
    { key: "ready", title: t("queue.ready"), isRight: true, cell: ({ ready }) => ready },
  ];
  return (
    <div className={css.queues}>
      <div className={css.paneHead}>
        <h2>{t("queue.mine")}</h2>
      </div>
      <DataTable
        columns={columns}
        rows={queues}
        keyOf={(queue) => queue.queue_id}
        empty={t("queue.none")}
        label={t("queue.mine")}
      />
    </div>
  );
}
