import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { branchesQuery, treeQuery } from "../../api/queries";
import { rightsApi } from "../../api/rights";
import type { RightsOf } from "../../api/types";
import { listed, nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Failure, Nothing } from "../../ui/Empty";
import { Card, Facts, Tag } from "../../ui/kit";
import { PersonSelect } from "./PersonSelect";
import css from "./rights.module.css";

/** What a member of staff may do and see, now or with other roles. */
export function Preview(props: {
  person: string | undefined;
  onPerson: (person: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { person, onPerson } = props;
  const [roles, setRoles] = useState<string[]>([]);
  const known = useQuery(treeQuery).data?.vocabulary.roles ?? [];
  const draft = roles.length > 0 ? roles.join(",") : undefined;
  const { data, error } = useQuery({
    queryKey: ["rights-of", person, draft],
    queryFn: () => rightsApi.of(person ?? "", draft),
    enabled: person !== undefined,
  });
  return (
    <Card isPadded>
      <div className={css.bar}>
        <PersonSelect value={person} onChange={onPerson} />
        <Select
          mode="multiple"
          style={{ minWidth: 260 }}
          aria-label={t("rights.asIf")}
          placeholder={t("rights.asIf")}
          value={roles}
          options={known.map((role) => ({ value: role, label: wordOf(t, "role", role) }))}
          onChange={setRoles}
        />
      </div>
      {error ? (
        <Failure error={error} />
      ) : data ? (
        <Found found={data} />
      ) : (
        <Nothing>{t("rights.pickPerson")}</Nothing>
      )}
    </Card>
  );
}

function Found({ found }: { found: RightsOf }) {
  const { t } = useTranslation();
  const branches = useQuery(branchesQuery).data ?? [];
  const place = branches.find((one) => one.branch_id === found.path);
  const [one, other] = found.apart.map((action) => wordOf(t, "right.action", action));
  const roleNames = (names: readonly string[]) =>
    listed(
      t,
      names.map((role) => wordOf(t, "role", role)),
    );
  const columns: Column<RightsOf["actions"][number]>[] = [
    {
      key: "action",
      title: t("rights.action"),
      cell: (right) => wordOf(t, "right.action", right.action),
    },
    { key: "key", title: t("rights.key"), cell: (right) => <code>{right.action}</code> },
    {
      key: "by",
      title: t("rights.by"),
      cell: (right) => (
        <>
          {roleNames(right.roles)}{" "}
          {right.lent_by.length > 0 && <Tag tone="accent">{t("rights.isLent")}</Tag>}
        </>
      ),
    },
  ];
  return (
    <>
      <Facts
        isWide
        rows={[
          [t("rights.roles"), roleNames(found.roles)],
          [t("rights.place"), nameOf(place?.name) ?? found.path],
          [t("rights.reach"), t(`rights.reaches.${found.reach as "own"}`)],
          [t("rights.group"), found.group_id ?? "–"],
        ]}
      />
      {one && other && (
        <p role="alert">
          <Tag tone="bad">! {t("rights.apart", { one, other })}</Tag>
        </p>
      )}
      <DataTable
        columns={columns}
        rows={found.actions}
        keyOf={(right) => right.action}
        empty={t("rights.mayNothing")}
        label={t("rights.views.person")}
      />
    </>
  );
}
