import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";

/** One who works here, by name, pinyin or staff number. */
export function PersonSelect(props: {
  value: string | undefined;
  onChange: (userId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { data } = useQuery({
    queryKey: ["people", { q: typed }],
    queryFn: () => api.people({ q: typed }),
  });
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      style={{ width: 220 }}
      aria-label={t("rights.person")}
      placeholder={t("rights.person")}
      value={props.value ?? null}
      options={(data?.people ?? []).map((one) => ({
        value: one.user_id,
        label: [one.name, one.seat?.number].filter(Boolean).join(" "),
      }))}
      onChange={(next: string | null) => props.onChange(next ?? undefined)}
    />
  );
}
