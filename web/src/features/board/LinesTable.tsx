import { useTranslation } from "react-i18next";
import type { BoardLine, Kpi } from "../../api/types";
import { worstFirst } from "../../lib/fold";
import { dayStart, figure, fraction, NONE } from "../../lib/format";
import { nameOf } from "../../lib/words";
import type { OpenRows } from "../../ui/contacts/DrillDrawer";
import { Elapsed } from "../../ui/kit";
import { SimulatedShare } from "../../ui/Simulated";
import css from "./board.module.css";

type Line = BoardLine & { id: string; where: "queue" | "branch" };
interface Props {
  title: string;
  lines: readonly Line[];
  kpis: readonly Kpi[];
  date: string;
  onOpen: OpenRows;
}

/** Queues or branches, the worst first; each row opens its contacts. */
export function LinesTable({ title, lines, kpis, date, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.scroll}>
      <table className={css.lines}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{t("queue.waiting")}</th>
            <th scope="col">{t("queue.longest")}</th>
            {kpis.map((kpi) => (
              <th key={kpi.id} scope="col">
                {nameOf(kpi.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {worstFirst(lines).map((line) => (
            <tr key={line.id} data-hot={line.waiting > 0}>
              <th scope="row">
                <button
                  type="button"
                  className="plain-button"
                  onClick={() =>
                    onOpen({
                      title: nameOf(line.name),
                      drill: { [`${line.where}_id`]: line.id, from: dayStart(date) },
                    })
                  }
                >
                  {line.waiting > 0 && <span aria-hidden>▲ </span>}
                  {nameOf(line.name)}
                </button>
              </th>
              <td>
                {line.waiting}
                <SimulatedShare count={line.simulated} />
              </td>
              <td>{line.longest_since ? <Elapsed since={line.longest_since} /> : NONE}</td>
              {kpis.map((kpi) => {
                const value = line.kpis[kpi.id];
                return (
                  <td key={kpi.id}>
                    <button
                      type="button"
                      className="plain-button"
                      disabled={!value?.denominator}
                      title={value && fraction(value, kpi.unit)}
                      onClick={() =>
                        onOpen({
                          title: `${nameOf(line.name)} · ${nameOf(kpi.name)}`,
                          behind: { date, figure: kpi.id, [line.where]: line.id },
                        })
                      }
                    >
                      {figure(value?.value, kpi.unit)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
