import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rulesApi } from "../../api/rules";
import type { ParameterNow } from "../../api/types";
import { fromLocalInput, fullMoment, toLocalInput } from "../../lib/format";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Field } from "../../ui/kit";
import { usePlaceNames } from "./places";

/** What holds in each place now, or at a moment, and where it was set. */
export function Places({ name, onOpen }: { name: string; onOpen: (place: string) => void }) {
  const { t } = useTranslation();
  const nameOfPlace = usePlaceNames();
  const [at, setAt] = useState<string>();
  const { data, error } = useQuery({
    queryKey: ["rule-places", name, at],
    queryFn: () => rulesApi.places(name, at),
  });
  const columns: Column<ParameterNow>[] = [
    { key: "place", title: t("rules.place"), cell: (one) => nameOfPlace(one.place) },
    { key: "set", title: t("rules.setAt"), cell: (one) => nameOfPlace(one.set_at) },
    { key: "version", title: t("rules.number"), cell: (one) => one.version, isRight: true },
    { key: "since", title: t("rules.since"), cell: (one) => one.since && fullMoment(one.since) },
  ];
  return (
    <>
      <Field label={t("rules.at")}>
        <Input
          type="datetime-local"
          style={{ width: 220 }}
          value={at ? toLocalInput(at) : ""}
          onChange={({ target }) => setAt(fromLocalInput(target.value) ?? undefined)}
        />
      </Field>
      {error ? (
        <Failure error={error} />
      ) : data ? (
        <DataTable
          columns={columns}
          rows={data.parameters}
          keyOf={(one) => one.place}
          empty={t("rules.none")}
          label={t("rules.places")}
          onOpen={(one) => onOpen(one.place)}
          isMarked={(one) => one.set_at === one.place}
        />
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
    </>
  );
}
