import { FullscreenOutlined } from "@ant-design/icons";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BoardNow, Simulated } from "../../api/types";
import { themeOf } from "../../app/theme";
import { useNow } from "../../lib/clock";
import { clockTime, day } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { ChannelChoice } from "../../ui/ChannelChoice";
import { DrillDrawer, type Drilled, type OpenRows } from "../../ui/contacts/DrillDrawer";
import { Centered } from "../../ui/Empty";
import { Keys } from "../../ui/kit";
import { SimulatedChoice } from "../../ui/Simulated";
import { AgentsGrid } from "./AgentsGrid";
import css from "./board.module.css";
import { DayChart } from "./DayChart";
import { LinesTable } from "./LinesTable";
import { Tiles } from "./Tiles";
import { useBoard } from "./useBoard";

const STALE_MS = 5000;

/** The whole centre on one screen, always dark, with the moment it is true for. */
export function BoardPage() {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const { channel = "", simulated = "", ...drilled } = useSearch({ from: "/signed-in/board" });
  const { board, link } = useBoard(channel, simulated);
  const kept = chosen(channel, simulated);

  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void box.current?.requestFullscreen();
  };
  useShortcut("fullScreen", fullScreen);
  const go = (search: Chosen & Drilled) => void navigate({ to: "/board", search });
  const open: OpenRows = ({ behind, drill, ...rest }) =>
    go({
      ...kept,
      ...rest,
      ...(behind ? { behind: { ...behind, ...kept } } : {}),
      ...(drill ? { drill: { ...drill, ...chosen("", simulated) } } : {}),
    });

  return (
    <ConfigProvider theme={themeOf("dark")} getPopupContainer={() => box.current ?? document.body}>
      <div ref={box} className={css.board} data-look="dark">
        <header className={css.head}>
          <h1>{t("board.title")}</h1>
          {board && <AsOf asOf={board.as_of} isLost={link === "lost"} />}
          <ChannelChoice value={channel} onChange={(next) => go(chosen(next, simulated))} />
          <SimulatedChoice value={simulated} onChange={(next) => go(chosen(channel, next))} />
          <button type="button" className={css.full} onClick={fullScreen}>
            <FullscreenOutlined /> {t("board.fullScreen")} <Keys id="fullScreen" />
          </button>
        </header>
        {board ? (
          <Screen board={board} onOpen={open} />
        ) : (
          <Centered>{t("common.loading")}</Centered>
        )}
        <DrillDrawer drilled={drilled} onClose={() => go(kept)} />
      </div>
    </ConfigProvider>
  );
}

interface Chosen {
  channel?: string;
  simulated?: Simulated;
}

/** Whose contacts are counted, as the address keeps it: without what was not chosen. */
const chosen = (channel: string, simulated: Simulated): Chosen => ({
  ...(channel ? { channel } : {}),
  ...(simulated ? { simulated } : {}),
});

function AsOf({ asOf, isLost }: { asOf: string; isLost: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const isStale = isLost || now - Date.parse(asOf) > STALE_MS;
  return (
    <span className={css.asOf} data-stale={isStale} data-testid="as-of">
      {isStale && `! ${t("board.stale")} · `}
      {t("board.asOf", { time: clockTime(asOf) })}
    </span>
  );
}

function Screen({ board, onOpen }: { board: BoardNow; onOpen: OpenRows }) {
  const { t } = useTranslation();
  const now = useNow();
  const isStale = now - Date.parse(board.as_of) > STALE_MS;
  return (
    <div className={css.screen} data-stale={isStale}>
      <Tiles board={board} onOpen={onOpen} />
      <section className={`${css.box} ${css.chart}`} aria-label={t("board.day")}>
        <h2>{t("board.day")}</h2>
        <DayChart halfHours={board.half_hours} target={targetOf(board, "K01")} />
      </section>
      <section className={`${css.box} ${css.queues}`} aria-label={t("board.queues")}>
        <LinesTable
          title={t("board.queues")}
          lines={board.queues.map((line) => ({
            ...line,
            id: line.queue_id,
            where: "queue" as const,
          }))}
          date={day(board.as_of)}
          kpis={board.kpis}
          onOpen={onOpen}
        />
      </section>
      <section className={`${css.box} ${css.branches}`} aria-label={t("board.branches")}>
        <LinesTable
          title={t("board.branches")}
          lines={board.branches.map((line) => ({
            ...line,
            id: line.branch_id,
            where: "branch" as const,
          }))}
          date={day(board.as_of)}
          kpis={board.kpis}
          onOpen={onOpen}
        />
      </section>
      <section className={`${css.box} ${css.agents}`} aria-label={t("board.agents")}>
        <AgentsGrid board={board} onOpen={onOpen} />
      </section>
    </div>
  );
}

const targetOf = (board: BoardNow, id: string) =>
  board.kpis.find((kpi) => kpi.id === id)?.target ?? null;
