import { useTranslation } from "react-i18next";
import type { RoutingDecision } from "../../api/types";
import { clockTime } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Nothing } from "../Empty";
import { Tag } from "../kit";
import css from "./contacts.module.css";

type Candidate = RoutingDecision["candidates"][number];
const score = (figures: readonly number[]) => figures.map((n) => +n.toFixed(2)).join(" · ");

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
          {
            key: "score",
            title: t("decision.score"),
            isRight: true,
            cell: (one) => <span className={css.score}>{score(one.score)}</span>,
          },
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
            <p className={css.score}>
              {t("decision.contactScore")} {score(decision.contact_score)}
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
