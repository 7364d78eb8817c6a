import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rightsApi } from "../../api/rights";
import { rulesApi } from "../../api/rules";
import type { ParameterNow } from "../../api/types";
import { wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card } from "../../ui/kit";
import { act, REACHES, type Role, useRule } from "./act";
import css from "./rights.module.css";

/** Roles × actions, with how far each role sees. */
export function Matrix({ place }: { place: string }) {
  const { t } = useTranslation();
  const rule = useRule("people.Roles", place);
  const actions = useQuery({ queryKey: ["actions"], queryFn: rightsApi.actions });
  const error = rule.error ?? actions.error;
  if (error) return <Failure error={error} />;
  if (!rule.data || !actions.data) return <Centered>{t("common.loading")}</Centered>;
  return <Editor key={rule.data.version} rule={rule.data} actions={actions.data} />;
}

function Editor({ rule, actions }: { rule: ParameterNow; actions: readonly string[] }) {
  const { t } = useTranslation();
  const held = (rule.value as { roles: Record<string, Role> }).roles;
  const [roles, setRoles] = useState(held);
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const isChanged = JSON.stringify(roles) !== JSON.stringify(held);
  const change = (role: string, part: Partial<Role>) =>
    setRoles((all) => {
      const old = all[role];
      return old ? { ...all, [role]: { ...old, ...part } } : all;
    });
  const turn = (role: string, action: string, isOn: boolean) => {
    const others = roles[role]?.actions.filter((one) => one !== action) ?? [];
    change(role, { actions: isOn ? [...others, action].sort() : others });
  };
  const columns: Column<string>[] = [
    {
      key: "action",
      title: t("rights.action"),
      cell: (action) => (
        <>
          {wordOf(t, "right.action", action)} <code className={css.code}>{action}</code>
        </>
      ),
    },
    ...Object.entries(roles).map(([role, { actions: may, reach }]) => ({
      key: role,
      title: (
        <div className={css.role}>
          {wordOf(t, "role", role)}
          <Select
            size="small"
            aria-label={t("rights.reachOf", { role: wordOf(t, "role", role) })}
            value={reach}
            options={REACHES.map((value) => ({ value, label: t(`rights.reaches.${value}`) }))}
            onChange={(next) => change(role, { reach: next })}
          />
        </div>
      ),
      cell: (action: string) => (
        <Checkbox
          aria-label={`${wordOf(t, "role", role)} ${wordOf(t, "right.action", action)}`}
          checked={may.includes(action)}
          onChange={({ target }) => turn(role, action, target.checked)}
        />
      ),
    })),
  ];
  const add = () => {
    const id = name.trim();
    if (id === "" || id in roles) return;
    setRoles({ ...roles, [id]: { actions: [], reach: "own" } });
    setName("");
  };
  const save = () =>
    rulesApi.set(rule.name, {
      place: rule.place,
      version: rule.version,
      reason: reason.trim() || null,
      value: { roles },
    });
  const every = [...new Set([...actions, ...Object.values(roles).flatMap((one) => one.actions)])];
  return (
    <Card isPadded>
      <div className={css.bar}>
        <Input
          style={{ width: 180 }}
          aria-label={t("rights.newRole")}
          placeholder={t("rights.newRole")}
          value={name}
          maxLength={40}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={add}
        />
        <Button onClick={add} disabled={name.trim() === ""}>
          {t("rights.addRole")}
        </Button>
        <Input
          style={{ width: 260 }}
          aria-label={t("rights.reason")}
          placeholder={t("rights.reason")}
          value={reason}
          maxLength={500}
          onChange={({ target }) => setReason(target.value)}
        />
        <Button
          type="primary"
          disabled={!isChanged}
          onClick={() => void act(save, t("rights.saved"))}
        >
          {t(rule.needs_two ? "rights.propose" : "rights.save")}
        </Button>
        <Button disabled={!isChanged} onClick={() => setRoles(held)}>
          {t("rights.undo")}
        </Button>
      </div>
      <DataTable
        columns={columns}
        rows={every.sort()}
        keyOf={(action) => action}
        empty={t("rights.none")}
        label={t("rights.views.matrix")}
      />
    </Card>
  );
}
