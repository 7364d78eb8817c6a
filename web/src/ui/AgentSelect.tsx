import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "../api/queries";

/** An agent by name or staff number. */
export function AgentSelect(props: {
  value: string | undefined;
  onChange: (agentId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const agents = useQuery(agentsQuery).data ?? [];
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: 170 }}
      placeholder={t("filter.agent")}
      aria-label={t("filter.agent")}
      value={props.value ?? null}
      options={agents.map(({ agent_id, name, number }) => ({
        value: agent_id,
        label: `${name} ${number}`,
      }))}
      onChange={(next: string | null) => props.onChange(next ?? undefined)}
    />
  );
}
