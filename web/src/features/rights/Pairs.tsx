import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rightsApi } from "../../api/rights";
import { rulesApi } from "../../api/rules";
import type { ParameterNow } from "../../api/types";
import { nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card } from "../../ui/kit";
import { act, type Pair, useRule } from "./act";
import css from "./rights.module.css";

/** Pairs of actions that one person may not hold together. */
export function Pairs({ place }: { place: string }) {
  const { t } = useTranslation();
  const rule = useRule("people.Separation", place);
  const actions = useQuery({ queryKey: ["actions"], queryFn: rightsApi.actions });
  const error = rule.error ?? actions.error;
  if (error) return <Failure error={error} />;
  if (!rule.data || !actions.data) return <Centered>{t("common.loading")}</Centered>;
  return <Editor rule={rule.data} actions={actions.data} />;
}

function Editor({ rule, actions }: { rule: ParameterNow; actions: readonly string[] }) {
  const { t } = useTranslation();
  const { pairs } = rule.value as { pairs: Pair[] };
  const [one, setOne] = useState<string | null>(null);
  const [other, setOther] = useState<string | null>(null);
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const isComplete = one && other && one !== other && zh.trim() && en.trim();
  const said = (action: string) => wordOf(t, "right.action", action);
  const save = (next: Pair[]) => {
    const wish = { place: rule.place, version: rule.version };
    return act(
      () => rulesApi.set(rule.name, { ...wish, value: { pairs: next } }),
      t("rights.saved"),
    );
  };
  const add = async () => {
    if (!isComplete) return;
    const why = { zh: zh.trim(), en: en.trim() };
    if (!(await save([...pairs, { one, other, why }]))) return;
    setOne(null);
    setOther(null);
    setZh("");
    setEn("");
  };
  const columns: Column<Pair>[] = [
    { key: "one", title: t("rights.one"), cell: (pair) => said(pair.one) },
    { key: "other", title: t("rights.other"), cell: (pair) => said(pair.other) },
    { key: "why", title: t("rights.why"), cell: (pair) => nameOf(pair.why) },
    {
      key: "drop",
      title: t("rights.deed"),
      cell: (pair) => (
        <Button size="small" onClick={() => void save(pairs.filter((each) => each !== pair))}>
          {t("rights.drop", { one: said(pair.one), other: said(pair.other) })}
        </Button>
      ),
    },
  ];
  const pick = (label: string, value: string | null, onChange: (next: string) => void) => (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: 190 }}
      aria-label={label}
      placeholder={label}
      value={value}
      options={actions.map((action) => ({ value: action, label: said(action) }))}
      onChange={onChange}
    />
  );
  return (
    <Card isPadded>
      <div className={css.bar}>
        {pick(t("rights.one"), one, setOne)}
        {pick(t("rights.other"), other, setOther)}
        <Input
          style={{ width: 200 }}
          aria-label={t("rights.whyZh")}
          placeholder={t("rights.whyZh")}
          value={zh}
          maxLength={100}
          onChange={({ target }) => setZh(target.value)}
        />
        <Input
          style={{ width: 200 }}
          aria-label={t("rights.whyEn")}
          placeholder={t("rights.whyEn")}
          value={en}
          maxLength={100}
          onChange={({ target }) => setEn(target.value)}
        />
        <Button type="primary" disabled={!isComplete} onClick={() => void add()}>
          {t("rights.addPair")}
        </Button>
      </div>
      <DataTable
        columns={columns}
        rows={pairs}
        keyOf={(pair) => `${pair.one} ${pair.other}`}
        empty={t("rights.noPairs")}
        label={t("rights.views.pairs")}
      />
    </Card>
  );
}
