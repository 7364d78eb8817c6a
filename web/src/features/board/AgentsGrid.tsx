import { useTranslation } from "react-i18next";
import type { BoardNow } from "../../api/types";
import { byState } from "../../lib/fold";
import { day, dayStart } from "../../lib/format";
import { nameOf } from "../../lib/words";
import type { OpenRows } from "../../ui/contacts/DrillDrawer";
import { Elapsed } from "../../ui/kit";
import css from "./board.module.css";

/** Everybody who is signed in, by what they do and how long they have been at it. */
export function AgentsGrid({ board, onOpen }: { board: BoardNow; onOpen: OpenRows }) {
  const { t } = useTranslation();
  const agents = byState(board.agents.filter((agent) => agent.state !== "offline"));
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
            <small>{nameOf(agent.queue_name)}</small>
            <span>{t(`state.${agent.state}`)}</span>
            <Elapsed since={agent.since} />
          </button>
        ))}
        {agents.length === 0 && <p className={css.none}>{t("board.nobodyHere")}</p>}
      </div>
    </>
  );
}
