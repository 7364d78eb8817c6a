import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../api/queries";
import type { ContactFilter } from "../api/types";
import { fromLocalInput, toLocalInput } from "../lib/format";
import { AgentSelect } from "./AgentSelect";
import css from "./filter.module.css";

/** Number, agent and time: what contacts and recordings are found by. */
export function FilterBar(props: {
  filter: ContactFilter;
  onChange: (filter: ContactFilter) => void;
}) {
  const { filter, onChange } = props;
  return <Bar key={JSON.stringify(filter)} filter={filter} onChange={onChange} />;
}

function Bar({
  filter,
  onChange,
}: {
  filter: ContactFilter;
  onChange: (f: ContactFilter) => void;
}) {
  const { t } = useTranslation();
  const actions = useQuery(sessionQuery).data?.actions ?? [];
  const seesOthers = actions.includes("contacts.read-all") || actions.includes("recordings.play");
  const [draft, setDraft] = useState(filter);
  const change = (part: ContactFilter) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ ...draft, number: draft.number?.trim() || undefined });
  };
  const time = (key: "from" | "to") => (
    <label className={css.time}>
      {t(`filter.${key}`)}
      <Input
        type="datetime-local"
        value={draft[key] ? toLocalInput(draft[key]) : ""}
        onChange={(event) => change({ [key]: fromLocalInput(event.target.value) ?? undefined })}
      />
    </label>
  );
  return (
    <form className={css.bar} onSubmit={submit}>
      <Input
        allowClear
        style={{ width: 170 }}
        inputMode="tel"
        placeholder={t("filter.number")}
        aria-label={t("filter.number")}
        value={draft.number ?? ""}
        onChange={(event) => change({ number: event.target.value })}
      />
      {seesOthers && (
        <AgentSelect value={draft.agent_id} onChange={(agent_id) => change({ agent_id })} />
      )}
      {time("from")}
      {time("to")}
      <Button type="primary" htmlType="submit">
        {t("filter.search")}
      </Button>
      <Button onClick={() => onChange({})}>{t("filter.clear")}</Button>
    </form>
  );
}
