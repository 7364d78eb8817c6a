import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { FloorAgent } from "../../api/types";
import { complain, notify } from "../../stores/notices";
import { Field } from "../../ui/kit";
import { Dialog } from "../../ui/Sheet";

const MOST = 500;

/** A few words to one agent; they stay on the agent's page until read. */
export function NoteDialog({ agent, onClose }: { agent: FloorAgent; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [isSending, setSending] = useState(false);
  const send = async () => {
    if (!text.trim() || isSending) return;
    setSending(true);
    try {
      await api.writeTo(agent.agent_id, text);
      notify("good", t("floor.sent", { name: agent.name }));
      onClose();
    } catch (error) {
      complain(error);
      setSending(false);
    }
  };
  return (
    <Dialog
      title={t("floor.writeTo", { name: agent.name })}
      okText={t("floor.send")}
      okButtonProps={{ disabled: !text.trim(), loading: isSending }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <Field label={t("floor.text")} isRequired>
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={MOST}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.ctrlKey) void send();
          }}
        />
      </Field>
    </Dialog>
  );
}
