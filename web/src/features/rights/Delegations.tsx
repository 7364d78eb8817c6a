import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/queries";
import { rightsApi } from "../../api/rights";
import type { Delegation } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { day, dayAfter, fromLocalInput, fullMoment } from "../../lib/format";
import { listed, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, Tag } from "../../ui/kit";
import { act } from "./act";
import { PersonSelect } from "./PersonSelect";
import css from "./rights.module.css";

/** What people lend to one another, and a new delegation of one's own. */
export function Delegations() {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ["delegations"], queryFn: rightsApi.delegations });
  if (error) return <Failure error={error} />;
  if (!data) return <Centered>{t("common.loading")}</Centered>;
  const named = (id: string) => data.names[id] ?? id;
  const stateOf = (one: Delegation) => {
    if (one.ended_at) return "ended";
    if (Date.parse(one.until) <= serverNow()) return "over";
    return Date.parse(one.since) > serverNow() ? "toCome" : "holds";
  };
  const columns: Column<Delegation>[] = [
    { key: "from", title: t("rights.from"), cell: (one) => named(one.from_user) },
    { key: "to", title: t("rights.to"), cell: (one) => named(one.to_user) },
    {
      key: "actions",
      title: t("rights.actions"),
      cell: (one) =>
        listed(
          t,
          one.actions.map((action) => wordOf(t, "right.action", action)),
        ),
    },
    { key: "since", title: t("rights.since"), cell: (one) => fullMoment(one.since) },
    { key: "until", title: t("rights.until"), cell: (one) => fullMoment(one.until) },
    { key: "reason", title: t("rights.reason"), cell: (one) => one.reason ?? "–" },
    {
      key: "state",
      title: t("rights.state"),
      cell: (one) => (
        <Tag tone={stateOf(one) === "holds" ? "ok" : "neutral"}>
          {t(`rights.states.${stateOf(one)}`)}
        </Tag>
      ),
    },
    {
      key: "end",
      title: t("rights.deed"),
      cell: (one) =>
        ["holds", "toCome"].includes(stateOf(one)) && (
          <Button
            size="small"
            aria-label={t("rights.endOf", { name: named(one.to_user) })}
            onClick={() => void act(() => rightsApi.end(one.delegation_id), t("rights.isEnded"))}
          >
            {t("rights.end")}
          </Button>
        ),
    },
  ];
  return (
    <Card isPadded>
      <NewOne />
      <DataTable
        columns={columns}
        rows={data.delegations}
        keyOf={(one) => one.delegation_id}
        empty={t("rights.noDelegations")}
        label={t("rights.views.delegations")}
      />
    </Card>
  );
}

function NewOne() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery).data;
  const [to, setTo] = useState<string>();
  const [actions, setActions] = useState<string[]>([]);
  const [until, setUntil] = useState(() => `${dayAfter(day(serverNow()))}T00:00`);
  const [reason, setReason] = useState("");
  const end = fromLocalInput(until);
  const lend = async () => {
    if (!to || !end || actions.length === 0) return;
    const body = { to_user: to, actions, since: null, until: end, reason: reason.trim() || null };
    if (await act(() => rightsApi.lend(body), t("rights.lent"))) setActions([]);
  };
  return (
    <div className={css.bar}>
      <PersonSelect value={to} onChange={setTo} />
      <Select
        mode="multiple"
        style={{ minWidth: 260 }}
        aria-label={t("rights.actions")}
        placeholder={t("rights.actions")}
        value={actions}
        options={(session?.actions ?? []).map((action) => ({
          value: action,
          label: wordOf(t, "right.action", action),
        }))}
        onChange={setActions}
      />
      <Input
        type="datetime-local"
        style={{ width: 200 }}
        aria-label={t("rights.until")}
        value={until}
        onChange={({ target }) => setUntil(target.value)}
      />
      <Input
        style={{ width: 200 }}
        aria-label={t("rights.reason")}
        placeholder={t("rights.reason")}
        value={reason}
        maxLength={500}
        onChange={({ target }) => setReason(target.value)}
      />
      <Button
        type="primary"
        disabled={!to || !end || actions.length === 0}
        onClick={() => void lend()}
      >
        {t("rights.lend")}
      </Button>
    </div>
  );
}
