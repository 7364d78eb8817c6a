import { LeftOutlined, PrinterOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Attribution, BehindFilter, DayReport, Grain, Simulated } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { day, dayAfter, figure, fraction } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { ChannelChoice } from "../../ui/ChannelChoice";
import { DrillDrawer, type Drilled, type OpenRows } from "../../ui/contacts/DrillDrawer";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Segmented, Tag } from "../../ui/kit";
import { SimulatedChoice } from "../../ui/Simulated";
import { rowName, save } from "./csv";
import css from "./report.module.css";

const GRAINS: readonly Grain[] = [
  "total",
  "queue",
  "branch",
  "tier",
  "channel",
  "simulated",
  "group",
  "half_hour",
];
const ATTRIBUTIONS: readonly Attribution[] = ["arrival", "event"];

interface Asked {
  date: string;
  by: Grain;
  count: Attribution;
  channel: string;
  simulated: Simulated;
}

/** A day's figures with what they were divided from, so that they can be checked by hand. */
export function ReportPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/reports/day" });
  const date = search.date ?? day(serverNow());
  const by = search.by ?? "total";
  const count = search.count ?? "arrival";
  const channel = search.channel ?? "";
  const simulated = search.simulated ?? "";
  const asked = { date, by, attribution: count, channel, simulated };
  const { data, error, refetch } = useQuery({
    queryKey: ["report", asked],
    queryFn: () => api.dayReport(asked),
    staleTime: 10_000,
  });
  const only = { ...(channel ? { channel } : {}), ...(simulated ? { simulated } : {}) };
  const kept = { date, by, count, ...only };
  const go = (part: Partial<Asked> & Drilled) =>
    void navigate({ to: "/reports/day", search: { ...kept, ...part } });

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
          <Segmented
            label={t("report.attributed")}
            value={count}
            options={ATTRIBUTIONS.map((value) => ({ value, label: t(`report.by_${value}`) }))}
            onChange={(next) => go({ count: next })}
          />
          <ChannelChoice value={channel} onChange={(next) => go({ channel: next })} />
          <SimulatedChoice value={simulated} onChange={(next) => go({ simulated: next })} />
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
        <Sheet report={data} onOpen={(drilled) => go(drilled)} />
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
      <DrillDrawer drilled={search} onClose={() => go({})} />
    </PageShell>
  );
}

function Sheet({ report, onOpen }: { report: DayReport; onOpen: OpenRows }) {
  const { t } = useTranslation();
  return (
    <Card isPadded>
      <p className={css.caption}>
        <b>{report.date}</b> · {t(`report.grain.${report.by}`)} ·{" "}
        {t("report.attribution", { name: attributionWord(t, report.attribution) })}
        {report.finished ? (
          <Tag tone="ok">{t("report.finished")}</Tag>
        ) : (
          <Tag tone="warn">! {t("report.running")}</Tag>
        )}
        {report.proof && (
          <Tag tone={report.proof.differences ? "warn" : "ok"}>
            {t("report.proof", report.proof)}
          </Tag>
        )}
      </p>
      {report.recounted.length > 0 && <p className={css.note}>{t("report.recounted")}</p>}
      <div className={css.scroll}>
        <table className={css.sheet}>
          <thead>
            <tr>
              <th scope="col">{t(`report.grain.${report.by}`)}</th>
              {report.columns.map((column) => (
                <th key={column.id} scope="col">
                  {nameOf(column.name)} <small>{column.id}</small>
                </th>
              ))}
              {report.counts.map((count) => (
                <th key={count.id} scope="col">
                  {nameOf(count.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.rows.map((row) => (
              <tr key={row.key} data-total={row.key === "total" && report.by !== "total"}>
                <th scope="row">{rowName(report.by, row, t)}</th>
                {report.columns.map((column) => {
                  const value = row.figures[column.id];
                  const again = report.recounted.find((one) => one.key === row.key);
                  return (
                    <td key={column.id}>
                      <button
                        type="button"
                        className="plain-button"
                        disabled={!value?.denominator}
                        onClick={() =>
                          onOpen({
                            title: `${rowName(report.by, row, t)} · ${nameOf(column.name)}`,
                            behind: {
                              date: report.date,
                              figure: column.id,
                              attribution: report.attribution === "event" ? "event" : "arrival",
                              ...(report.only?.channel ? { channel: report.only.channel } : {}),
                              ...partOf(report.by, row.key),
                            },
                          })
                        }
                      >
                        <b>{figure(value?.value, column.unit)}</b>
                      </button>
                      <small>
                        {value && fraction(value, column.unit)}
                        {again && ` (${figure(again.figures[column.id]?.value, column.unit)})`}
                      </small>
                    </td>
                  );
                })}
                {report.counts.map((count) => (
                  <td key={count.id}>{row.counts[count.id]}</td>
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

function attributionWord(t: TFunction, name: string): string {
  return name === "arrival" || name === "event" ? t(`report.by_${name}`) : name;
}

/** Which part of the day's contacts a row is about. */
function partOf(by: Grain, key: string): Partial<BehindFilter> {
  if (key === "total" || by === "total") return {};
  return by === "half_hour" ? { half_hour: Number(key) } : { [by]: key };
}
