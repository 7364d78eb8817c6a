import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { FloorAgent } from "../../api/types";
import { useSession } from "../../app/useSession";
import { clockTime } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { usePhone } from "../../stores/desk";
import { complain, notify } from "../../stores/notices";
import { useChannelNames } from "../../ui/ChannelChoice";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered } from "../../ui/Empty";
import { Card, Elapsed, PageShell, Segmented, StateWord } from "../../ui/kit";
import { SimulatedTag } from "../../ui/Simulated";
import { listed, SHOWN, type Shown } from "./filter";
import css from "./floor.module.css";
import { NoteDialog } from "./NoteDialog";
import { Presence } from "./Presence";
import { StateDialog } from "./StateDialog";
import { useFloor } from "./useFloor";

type Opened = { what: "note" | "state" | "home"; agent: FloorAgent } | null;

/** Everybody whom the reader leads, live, and what may be done about each. */
export function FloorPage() {
  const { t } = useTranslation();
  const { floor, link } = useFloor();
  const actions = useSession()?.actions ?? [];
  const [shown, setShown] = useState<Shown>("all");
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState<Opened>(null);
  const [heard, setHeard] = useState<FloorAgent | null>(null);
  const isRegistered = usePhone(({ line }) => line === "registered");
  const hasCall = usePhone(({ call }) => call !== null);

  const channelName = useChannelNames();

  const listen = async (agent: FloorAgent) => {
    if (!isRegistered) return notify("bad", t("floor.needsPhone"));
    try {
      await api.listenTo(agent.agent_id);
      setHeard(agent);
    } catch (error) {
      complain(error);
    }
  };
  const stop = () => {
    setHeard(null);
    api.stopListening().catch(complain);
  };

  const columns: Column<FloorAgent>[] = [
    { key: "name", title: t("floor.name"), cell: (one) => <b>{one.name}</b> },
    { key: "number", title: t("floor.number"), cell: (one) => one.number },
    { key: "group", title: t("floor.group"), cell: (one) => nameOf(one.group) },
    { key: "presence", title: t("floor.presence"), cell: (one) => <Presence agent={one} /> },
    {
      key: "since",
      title: t("floor.since"),
      isRight: true,
      cell: (one) => one.since && <Elapsed since={one.since} />,
    },
    {
      key: "work",
      title: t("floor.work"),
      cell: (one) =>
        one.work.map((work) => (
          <span key={work.contact_id} className={css.work}>
            <StateWord state={work.state} channel={work.channel} /> {channelName(work.channel)}{" "}
            {nameOf(work.queue_name)} {work.simulated && <SimulatedTag />}
          </span>
        )),
    },
    {
      key: "act",
      title: t("floor.act"),
      cell: (one) => <Steps agent={one} actions={actions} onListen={listen} onOpen={setOpened} />,
    },
  ];

  return (
    <PageShell
      title={t("floor.title")}
      tools={
        <>
          <Segmented
            label={t("floor.show")}
            value={shown}
            options={SHOWN.map((value) => ({ value, label: t(`floor.${value}`) }))}
            onChange={setShown}
          />
          <Input
            allowClear
            style={{ width: 180 }}
            placeholder={t("floor.filter")}
            aria-label={t("floor.filter")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span className={css.asOf} data-stale={link === "lost"}>
            {floor && t("floor.asOf", { time: clockTime(floor.as_of) })}
          </span>
        </>
      }
    >
      {heard && hasCall && (
        <p className={css.heard} role="status">
          <span>{t("floor.listening", { name: heard.name })}</span>
          <Button onClick={stop}>{t("floor.stop")}</Button>
        </p>
      )}
      <p className={css.logged}>{t("floor.logged")}</p>
      {floor ? (
        <Card isPadded>
          <DataTable
            columns={columns}
            rows={listed(floor.agents, shown, typed)}
            keyOf={(one) => one.agent_id}
            isMarked={(one) => hasCall && one.agent_id === heard?.agent_id}
            empty={t("floor.none")}
            label={t("floor.list")}
          />
        </Card>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
      {opened?.what === "note" && (
        <NoteDialog agent={opened.agent} onClose={() => setOpened(null)} />
      )}
      {(opened?.what === "state" || opened?.what === "home") && (
        <StateDialog
          agent={opened.agent}
          isGoingHome={opened.what === "home"}
          onClose={() => setOpened(null)}
        />
      )}
    </PageShell>
  );
}

/** What the reader may do about one agent now; plain buttons, so that keys do as well. */
function Steps(props: {
  agent: FloorAgent;
  actions: readonly string[];
  onListen: (agent: FloorAgent) => void;
  onOpen: (opened: Opened) => void;
}) {
  const { t } = useTranslation();
  const { agent, actions, onOpen } = props;
  const isHere = agent.presence !== "offline";
  const isTalking = agent.work.some((one) => one.state === "talking" || one.state === "hold");
  const canBeHeard = agent.work.some(
    (one) => one.channel === "voice" && (one.state === "talking" || one.state === "hold"),
  );
  return (
    <span className={css.steps}>
      {actions.includes("floor.listen") && (
        <Button size="small" disabled={!canBeHeard} onClick={() => props.onListen(agent)}>
          {t("floor.listen")}
        </Button>
      )}
      {actions.includes("floor.message") && (
        <Button size="small" onClick={() => onOpen({ what: "note", agent })}>
          {t("floor.write")}
        </Button>
      )}
      {actions.includes("floor.force") && (
        <>
          <Button size="small" disabled={!isHere} onClick={() => onOpen({ what: "state", agent })}>
            {t("floor.force")}
          </Button>
          <Button
            size="small"
            disabled={!isHere || isTalking}
            onClick={() => onOpen({ what: "home", agent })}
          >
            {t("floor.signOut")}
          </Button>
        </>
      )}
    </span>
  );
}
