import { useTranslation } from "react-i18next";
import type { BoardLine, Kpi } from "../../api/types";
import { worstFirst } from "../../lib/fold";
import { figure, NONE } from "../../lib/format";
import { Elapsed } from "../../ui/kit";
import css from "./board.module.css";

type Line = BoardLine & { id: string };
interface Props {
  title: string;
  lines: readonly Line[];
  kpis: readonly Kpi[];
  onOpen: (line: Line) => void;
}

/** Queues or branches, the worst first; each row opens its contacts. */
export function LinesTable({ title, lines, kpis, onOpen }: Props) {
  const { t, i18n } = useTranslation();
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
                {i18n.language === "en" ? kpi.name_en : kpi.name_zh}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {worstFirst(lines).map((line) => (
            <tr key={line.id} data-hot={line.waiting > 0}>
              <th scope="row">
                <button type="button" className="plain-button" onClick={() => onOpen(line)}>
                  {line.waiting > 0 && <span aria-hidden>▲ </span>}
                  {line.name}
                </button>
              </th>
              <td>{line.waiting}</td>
              <td>{line.longest_since ? <Elapsed since={line.longest_since} /> : NONE}</td>
              {kpis.map((kpi) => {
                const value = line.kpis[kpi.id];
                return (
                  <td key={kpi.id} title={value && `${value.numerator} / ${value.denominator}`}>
                    {figure(value?.value, kpi.unit)}
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
