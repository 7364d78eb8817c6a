import { useTranslation } from "react-i18next";
import type { RoutingDecision } from "../../api/types";
import { clockTime } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Nothing } from "../Empty";
import { Tag } from "../kit";
import css from "./contacts.module.css";

type Candidate = RoutingDecision["candidates"][number];
/** Compared from left to right. What was compared last is since when the agent is idle. */
const PARTS = ["passed", "ring", "goodness", "since"] as const;
const part = (value: number) => (value > 1e9 ? clockTime(value * 1000) : String(+value.toFixed(2)));

/** Why each agent was chosen: the rule that decided, and who else could have been. */
export function Decisions({ decisions }: { decisions: readonly RoutingDecision[] }) {
  const { t } = useTranslation();
  if (decisions.length === 0) return <Nothing>{t("decision.none")}</Nothing>;
  return (
    <>
      {decisions.map((decision) => {
        const columns: Column<Candidate>[] = [
          {
            key: "agent",
            title: t("decision.candidate"),
            cell: (one) => (
              <>
                {one.agent_name || one.agent_id}{" "}
                {one.agent_id === decision.agent_id && <Tag tone="ok">{t("decision.chosen")}</Tag>}
              </>
            ),
          },
          ...PARTS.map((name, index) => ({
            key: name,
            // Where a queue goes round, what counts is the last offer and not the idling.
            title: t(
              name === "since" && decision.rule === "round-robin"
                ? "decision.part.turn"
                : `decision.part.${name}`,
            ),
            isRight: true,
            cell: (one: Candidate) => (
              <span className={css.score}>{part(one.score[index] ?? 0)}</span>
            ),
          })),
        ];
        return (
          <div key={`${decision.at}${decision.agent_id}`} className={css.decision}>
            <p>
              <time dateTime={decision.at}>{clockTime(decision.at)}</time> ·{" "}
              <b>{wordOf(t, "decision.rule", decision.rule)}</b> ·{" "}
              {t("decision.facts", {
                version: decision.rules_version,
                able: decision.able,
                waiting: decision.waiting,
                widened: decision.widened,
              })}
            </p>
            <p className={css.fields}>
              {decision.contact_score[0] === 0 ? t("decision.due") : t("decision.inTime")} ·{" "}
              {t("decision.order", { time: part(decision.contact_score[1] ?? 0) })}
            </p>
            <DataTable
              columns={columns}
              rows={decision.candidates}
              keyOf={(one) => one.agent_id}
              isMarked={(one) => one.agent_id === decision.agent_id}
              empty={t("decision.noCandidates")}
              label={t("decision.title")}
            />
          </div>
        );
      })}
    </>
  );
}
