import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { rulesApi } from "../../api/rules";
import type { ParameterNow } from "../../api/types";
import { fullMoment } from "../../lib/format";
import { matches } from "../../lib/pinyin";
import { wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Tag } from "../../ui/kit";
import { Proposals } from "./Proposals";
import { useOwnPlaces, usePlaceNames } from "./places";
import { RuleDrawer } from "./RuleDrawer";
import css from "./rules.module.css";

/** All rules of the centre as they hold at a place, by stage; each opens to be changed. */
export function RulesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/rules" });
  const { own, places } = useOwnPlaces();
  const place = search.place ?? own;
  const { data, error, refetch } = useQuery({
    queryKey: ["rules", place],
    queryFn: () => rulesApi.all(place),
    enabled: place !== "",
  });
  const go = (part: Partial<typeof search>) =>
    void navigate({ to: "/rules", search: { ...search, ...part } });
  const typed = search.q ?? "";
  const named = (one: ParameterNow) => wordOf(t, "rule.name", one.name);
  const stage = (one: ParameterNow) => one.name.split(".")[0] ?? "";
  const columns = useColumns(named, stage);
  const rows = (data?.parameters ?? []).filter(
    (one) => one.name.toLowerCase().includes(typed.toLowerCase()) || matches(typed, named(one), ""),
  );
  return (
    <PageShell
      title={t("rules.title")}
      tools={
        <>
          <Select
            style={{ width: 200 }}
            aria-label={t("rules.place")}
            value={place}
            options={places}
            onChange={(next) => go({ place: next === own ? undefined : next })}
          />
          <Input.Search
            allowClear
            key={typed}
            defaultValue={typed}
            style={{ width: 240 }}
            placeholder={t("rules.search")}
            aria-label={t("rules.search")}
            onSearch={(text) => go({ q: text.trim() || undefined })}
          />
        </>
      }
    >
      <div className={css.waiting}>
        <Proposals />
      </div>
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Card isPadded>
          <DataTable
            columns={columns}
            rows={rows}
            keyOf={(one) => one.name}
            empty={t("rules.none")}
            label={t("rules.title")}
            onOpen={(one) => go({ rule: one.name })}
            isMarked={(one) => one.name === search.rule}
          />
        </Card>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
      {search.rule && place && (
        <RuleDrawer
          key={search.rule}
          name={search.rule}
          place={place}
          onPlace={(next) => go({ place: next === own ? undefined : next })}
          onClose={() => go({ rule: undefined })}
        />
      )}
    </PageShell>
  );
}

function useColumns(
  named: (one: ParameterNow) => string,
  stage: (one: ParameterNow) => string,
): Column<ParameterNow>[] {
  const { t } = useTranslation();
  const nameOfPlace = usePlaceNames();
  return [
    {
      key: "stage",
      title: t("rules.stage"),
      cell: (one) => wordOf(t, "rule.stage", stage(one)),
      width: 110,
    },
    { key: "name", title: t("rules.rule"), cell: named },
    { key: "key", title: t("rules.key"), cell: (one) => <code>{one.name}</code> },
    {
      key: "set",
      title: t("rules.setAt"),
      cell: (one) =>
        one.set_at === one.place ? (
          <Tag tone="accent">{nameOfPlace(one.set_at)}</Tag>
        ) : (
          nameOfPlace(one.set_at)
        ),
    },
    { key: "number", title: t("rules.number"), cell: (one) => one.version, isRight: true },
    {
      key: "since",
      title: t("rules.since"),
      cell: (one) => (one.since ? fullMoment(one.since) : "–"),
    },
    {
      key: "next",
      title: t("rules.next"),
      cell: (one) => (one.next ? fullMoment(one.next) : "–"),
    },
    {
      key: "two",
      title: t("rules.needsTwo"),
      cell: (one) => (one.needs_two ? <Tag tone="warn">{t("rules.yes")}</Tag> : ""),
    },
  ];
}
