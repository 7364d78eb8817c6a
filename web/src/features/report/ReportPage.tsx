import { LeftOutlined, PrinterOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { DayReport, Grain } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { day, dayAfter, figure } from "../../lib/format";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Segmented, Tag } from "../../ui/kit";
import { COUNTS, save } from "./csv";
import css from "./report.module.css";

const GRAINS: readonly Grain[] = ["total", "queue", "branch"];

/** A day's figures with what they were divided from, so that they can be checked by hand. */
export function ReportPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/reports/day" });
  const date = search.date ?? day(serverNow());
  const by = search.by ?? "total";
  const { data, error, refetch } = useQuery({
    queryKey: ["report", date, by],
    queryFn: () => api.dayReport(date, by),
    staleTime: 10_000,
  });
  const go = (part: { date?: string; by?: Grain }) =>
    void navigate({ to: "/reports/day", search: { date, by, ...part } });

  return (
    <PageShell
      title={t("report.title")}
      tools={
        <>
          <Button
            icon={<LeftOutlined />}
            aria-label={t("report.before")}
            onClick={() => go({ date: dayAfter(date, -1) })}
          />
          <Input
            type="date"
            style={{ width: 150 }}
            aria-label={t("report.date")}
            value={date}
            onChange={(event) => event.target.value && go({ date: event.target.value })}
          />
          <Button
            icon={<RightOutlined />}
            aria-label={t("report.after")}
            onClick={() => go({ date: dayAfter(date) })}
          />
          <Segmented
            label={t("report.by")}
            value={by}
            options={GRAINS.map((value) => ({ value, label: t(`report.grain.${value}`) }))}
            onChange={(next) => go({ by: next })}
          />
          <span style={{ flex: 1 }} />
          <span className="no-print">
            <Button disabled={!data} onClick={() => data && save(data, t)}>
              {t("report.csv")}
            </Button>{" "}
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t("report.print")}
            </Button>
          </span>
        </>
      }
    >
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Sheet report={data} />
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
    </PageShell>
  );
}

function Sheet({ report }: { report: DayReport }) {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language === "en";
  return (
    <Card isPadded>
      <p className={css.caption}>
        <b>{report.date}</b> · {t(`report.grain.${report.by}`)} ·{" "}
        {t("report.attribution", { name: attributionWord(t, report.attribution) })} ·{" "}
        {report.finished ? (
          <Tag tone="ok">{t("report.finished")}</Tag>
        ) : (
          <Tag tone="warn">! {t("report.running")}</Tag>
        )}
      </p>
      <div className={css.scroll}>
        <table className={css.sheet}>
          <thead>
            <tr>
              <th scope="col">{t(`report.grain.${report.by}`)}</th>
              {report.columns.map((column) => (
                <th key={column.id} scope="col">
                  {isEnglish ? column.name_en : column.name_zh} <small>{column.id}</small>
                </th>
              ))}
              {COUNTS.map((count) => (
                <th key={count} scope="col">
                  {t(`report.count.${count}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.name || t("report.grain.total")}</th>
                {report.columns.map((column) => {
                  const value = row.figures[column.id];
                  return (
                    <td key={column.id}>
                      <b>{figure(value?.value, column.unit)}</b>
                      <small>
                        {value && `${Math.round(value.numerator * 10) / 10} / ${value.denominator}`}
                      </small>
                    </td>
                  );
                })}
                {COUNTS.map((count) => (
                  <td key={count}>{row.counts[count]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.note}>{t("report.identity")}</p>
    </Card>
  );
}

type T = ReturnType<typeof useTranslation>["t"];
function attributionWord(t: T, name: string): string {
  return name === "arrival" || name === "event" ? t(`report.by_${name}`) : name;
}
