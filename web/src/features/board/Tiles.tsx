import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AGENT_STATES, type BoardNow, type Kpi } from "../../api/types";
import { day, dayStart, figure, fraction } from "../../lib/format";
import { nameOf, wordOf } from "../../lib/words";
import type { OpenRows } from "../../ui/contacts/DrillDrawer";
import { Elapsed } from "../../ui/kit";
import css from "./board.module.css";

type State = Kpi["state"];
const SIGN: Record<State, string> = { ok: "", none: "", warn: "! ", bad: "▲ " };

export function Tiles({ board, onOpen }: { board: BoardNow; onOpen: OpenRows }) {
  const { t } = useTranslation();
  const date = day(board.as_of);
  const today = { from: dayStart(date) };
  const shown = AGENT_STATES.filter((state) => state !== "offline" && board.agents_by_state[state]);

  return (
    <div className={css.tiles}>
      <Tile
        name={t("board.waiting")}
        state={board.waiting > (board.agents_by_state.ready ?? 0) ? "warn" : "none"}
        onClick={() => onOpen({ title: t("board.waiting"), drill: today })}
        foot={
          board.longest_since ? (
            <>
              {t("board.longest")} <Elapsed since={board.longest_since} />
            </>
          ) : (
            t("board.nobody")
          )
        }
      >
        {board.waiting}
      </Tile>
      {board.kpis.map((kpi) => {
        const name = nameOf(kpi.name);
        return (
          <Tile
            key={kpi.id}
            name={name}
            state={kpi.state}
            onClick={() => onOpen({ title: name, behind: { date, figure: kpi.id } })}
            foot={
              <>
                {kpi.target !== null && (
                  <span>
                    {t("board.target", { target: figure(kpi.target, kpi.unit) })}
                    {kpi.target_shown_as && ` (${wordOf(t, "board.aim", kpi.target_shown_as)})`}
                  </span>
                )}
                <span>{fraction(kpi, kpi.unit)}</span>
              </>
            }
          >
            {figure(kpi.value, kpi.unit)}
          </Tile>
        );
      })}
      <div className={css.tile} data-state="none">
        <h2>{t("board.presence")}</h2>
        <ul className={css.presence}>
          {shown.map((state) => (
            <li key={state} data-agent={state}>
              <b>{board.agents_by_state[state]}</b> {t(`state.${state}`)}
            </li>
          ))}
          {shown.length === 0 && <li>{t("board.nobodyHere")}</li>}
        </ul>
      </div>
    </div>
  );
}

function Tile(props: {
  name: string;
  state: State;
  foot: ReactNode;
  children: ReactNode;
  onClick: () => void;
}) {
  const { t } = useTranslation();
  const { name, state, foot, children, onClick } = props;
  return (
    <button type="button" className={css.tile} data-state={state} onClick={onClick}>
      <h2>
        {name}
        {(state === "warn" || state === "bad") && (
          <span>
            {SIGN[state]}
            {t(`board.state.${state}`)}
          </span>
        )}
      </h2>
      <strong>{children}</strong>
      <small>{foot}</small>
    </button>
  );
}
