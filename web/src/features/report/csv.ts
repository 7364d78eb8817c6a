import type { TFunction } from "i18next";
import type { DayReport } from "../../api/types";
import { kpiName } from "../../lib/words";

/** A cell that a spreadsheet takes as text, never as a formula. */
export function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function write(report: DayReport, t: TFunction): string {
  const head = [
    t(`report.grain.${report.by}`),
    ...report.columns.flatMap((column) => {
      const name = `${kpiName(column)} ${column.id}`;
      return [name, `${name} ${t("report.numerator")}`, `${name} ${t("report.denominator")}`];
    }),
    ...report.counts.map(kpiName),
  ];
  const rows = report.rows.map((row) => [
    row.name || t("report.grain.total"),
    ...report.columns.flatMap((column) => {
      const figure = row.figures[column.id];
      return [figure?.value, figure?.numerator, figure?.denominator];
    }),
    ...report.counts.map((count) => row.counts[count.id]),
  ]);
  return [head, ...rows].map((line) => line.map(cell).join(",")).join("\r\n");
}

export function save(report: DayReport, t: TFunction): void {
  // The mark at the beginning tells a spreadsheet that this is UTF-8.
  const blob = new Blob([`\ufeff${write(report, t)}\r\n`], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `yingda-${report.date}-${report.by}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
