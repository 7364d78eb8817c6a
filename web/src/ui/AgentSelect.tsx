import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/calls";

/** An agent by name; the server knows pinyin. */
export function AgentSelect(props: {
  value: string | undefined;
  onChange: (agentId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["agents"],
    queryFn: async () => (await api.targets("")).agents,
    staleTime: 60_000,
  });
  const agents = data ?? [];
  const options = agents.map(({ agent_id, name }) => ({ value: agent_id, label: name }));
  if (props.value && !agents.some((agent) => agent.agent_id === props.value)) {
    options.push({ value: props.value, label: props.value });
  }
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: 150 }}
      placeholder={t("filter.agent")}
      aria-label={t("filter.agent")}
      value={props.value ?? null}
      options={options}
      onChange={(next: string | null) => props.onChange(next ?? undefined)}
    />
  );
}
