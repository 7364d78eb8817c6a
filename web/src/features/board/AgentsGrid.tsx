import { useTranslation } from "react-i18next";
import type { BoardNow } from "../../api/types";
import { byState } from "../../lib/fold";
import { day, dayStart } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { useChannelNames } from "../../ui/ChannelChoice";
import type { OpenRows } from "../../ui/contacts/DrillDrawer";
import { Elapsed } from "../../ui/kit";
import css from "./board.module.css";

/** Everybody who is signed in, by what they do and how long they have been at it. */
export function AgentsGrid({ board, onOpen }: { board: BoardNow; onOpen: OpenRows }) {
  const { t } = useTranslation();
  const agents = byState(board.agents.filter((agent) => agent.state !== "offline"));
  const channelName = useChannelNames();
  const from = dayStart(day(board.as_of));
  return (
    <>
      <h2>
        {t("board.agents")} <span>{t("common.count", { count: agents.length })}</span>
      </h2>
      <div className={css.grid}>
        {agents.map((agent) => (
          <button
            key={agent.agent_id}
            type="button"
            className={css.agent}
            data-agent={agent.state}
            onClick={() => onOpen({ title: agent.name, drill: { agent_id: agent.agent_id, from } })}
          >
            <b>{agent.name}</b>
            <small>
              {several(agent.work)
                .map(([channel, count]) => `${channelName(channel)} ${count}`)
                .join(" · ") || nameOf(agent.queue_name)}
            </small>
            <span>{t(`state.${agent.state}`)}</span>
            <Elapsed since={agent.since} />
          </button>
        ))}
        {agents.length === 0 && <p className={css.none}>{t("board.nobodyHere")}</p>}
      </div>
    </>
  );
}

/** Whoever serves more than one contact, by channel; of one the queue is shown. */
function several(work: Record<string, number> = {}): [string, number][] {
  const found = Object.entries(work);
  return found.reduce((sum, [, count]) => sum + count, 0) > 1 ? found : [];
}
