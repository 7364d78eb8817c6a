import type { TFunction } from "i18next";
import type { DayReport, Grain } from "../../api/types";
import { halfHour } from "../../lib/format";
import { nameOf } from "../../lib/words";

/** A cell that a spreadsheet takes as text, never as a formula. */
export function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A half hour is called by when it begins; the row of all has no name. */
export function rowName(by: Grain, row: DayReport["rows"][number], t: TFunction): string {
  if (row.key === "total") return t("report.grain.total");
  return nameOf(row.name) ?? (by === "half_hour" ? halfHour(Number(row.key)) : row.key);
}

export function write(report: DayReport, t: TFunction): string {
  const head = [
    t(`report.grain.${report.by}`),
    ...report.columns.flatMap((column) => {
      const name = `${nameOf(column.name)} ${column.id}`;
      return [name, `${name} ${t("report.numerator")}`, `${name} ${t("report.denominator")}`];
    }),
    ...report.counts.map(({ name }) => nameOf(name)),
  ];
  const rows = report.rows.map((row) => [
    rowName(report.by, row, t),
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
