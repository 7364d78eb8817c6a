import { PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recording } from "../../api/types";
import { fullMoment, NONE, seconds } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Tag } from "../kit";
import { SimulatedTag } from "../Simulated";
import { AskReason } from "./AskReason";
import type { Listening } from "./listening";

const Player = lazy(() => import("./Player").then((module) => ({ default: module.Player })));

/** Recordings, each heard after a reason has been given; one at a time. */
export function RecordingList({ recordings }: { recordings: readonly Recording[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Recording | null>(null);
  const [heard, setHeard] = useState<Listening | null>(null);
  const columns: Column<Recording>[] = [
    {
      key: "play",
      title: <span className="hidden-text">{t("recording.play")}</span>,
      width: 44,
      cell: (one) => (
        <Button
          type="text"
          icon={<PlayCircleOutlined />}
          aria-label={t("recording.playOf", { time: fullMoment(one.at) })}
          onClick={() => setWanted(one)}
        />
      ),
    },
    { key: "at", title: t("recording.at"), cell: (one) => fullMoment(one.at) },
    {
      key: "length",
      title: t("recording.length"),
      isRight: true,
      cell: (one) => (
        <>
          {one.gap > 0 && <Tag tone="bad">{t("recording.gap", { time: seconds(one.gap) })}</Tag>}{" "}
          {seconds(one.seconds)}
        </>
      ),
    },
    { key: "agent", title: t("recording.agent"), cell: (one) => one.agent_name || one.agent_id },
    {
      key: "who",
      title: t("recording.customer"),
      cell: (one) => (
        <>
          {one.customer_name || NONE} {one.simulated && <SimulatedTag />}
        </>
      ),
    },
    { key: "number", title: t("recording.number"), cell: (one) => one.number_masked || NONE },
    { key: "queue", title: t("recording.queue"), cell: (one) => nameOf(one.queue_name) ?? NONE },
  ];
  return (
    <>
      <DataTable
        columns={columns}
        rows={recordings}
        keyOf={(one) => one.recording_id}
        isMarked={(one) => one.recording_id === heard?.recording.recording_id}
        empty={t("recording.none")}
        label={t("recording.title")}
      />
      {heard && (
        <Suspense fallback={t("common.loading")}>
          <Player key={heard.url} listening={heard} />
        </Suspense>
      )}
      {wanted && (
        <AskReason
          recording={wanted}
          onClose={() => setWanted(null)}
          onHeard={(listening) => {
            setHeard(listening);
            setWanted(null);
          }}
        />
      )}
    </>
  );
}
