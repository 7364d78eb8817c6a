import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { reasonsQuery } from "../../api/queries";
import type { AgentState, FloorAgent } from "../../api/types";
import { nameOf } from "../../lib/words";
import { complain, notify } from "../../stores/notices";
import { Field } from "../../ui/kit";
import { Dialog } from "../../ui/Sheet";

/** Another state for an agent, at once or after the contact; or the end of the shift. */
export function StateDialog(props: {
  agent: FloorAgent;
  isGoingHome: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { agent, isGoingHome, onClose } = props;
  const breaks = useQuery(reasonsQuery).data?.breaks ?? [];
  const [chosen, setChosen] = useState("ready");
  const name = agent.name;
  const options = [
    { value: "ready", label: t("state.ready") },
    { value: "training", label: t("state.training") },
    { value: "meeting", label: t("state.meeting") },
    ...breaks.map((one) => ({
      value: `break:${one.code}`,
      label: `${t("state.break")} · ${nameOf(one.name)}`,
    })),
  ];

  const act = async () => {
    const [state = "ready", reason = null] = chosen.split(":");
    try {
      if (isGoingHome) await api.sendHome(agent.agent_id);
      else await api.forceState(agent.agent_id, state as AgentState, reason);
      const label = options.find((one) => one.value === chosen)?.label ?? "";
      notify(
        "good",
        isGoingHome ? t("floor.signedOut", { name }) : t("floor.forced", { name, state: label }),
      );
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Dialog
      title={isGoingHome ? t("floor.signOutOf", { name }) : t("floor.forceOf", { name })}
      okText={isGoingHome ? t("floor.signOut") : t("floor.force")}
      okButtonProps={{ danger: isGoingHome, autoFocus: isGoingHome }}
      onOk={() => void act()}
      onCancel={onClose}
    >
      {isGoingHome ? (
        <p>{t("floor.signOutText")}</p>
      ) : (
        <Field label={t("floor.presence")} isRequired>
          <Select autoFocus value={chosen} options={options} onChange={setChosen} />
        </Field>
      )}
    </Dialog>
  );
}
