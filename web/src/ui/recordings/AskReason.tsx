import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Recording } from "../../api/types";
import { complain } from "../../stores/notices";
import { Field } from "../kit";
import { Dialog } from "../Sheet";
import type { Listening } from "./listening";
import css from "./recordings.module.css";

const REASONS = ["quality", "complaint", "coaching", "customer"] as const;
const LEAST = 2;

/** Listening to people is written down, with the reason given here. */
export function AskReason(props: {
  recording: Recording;
  onClose: () => void;
  onHeard: (listening: Listening) => void;
}) {
  const { t } = useTranslation();
  const { recording, onClose, onHeard } = props;
  const [reason, setReason] = useState("");
  const [isAsking, setAsking] = useState(false);
  const isEnough = reason.trim().length >= LEAST;

  const listen = async () => {
    if (!isEnough || isAsking) return;
    setAsking(true);
    try {
      onHeard({ recording, ...(await api.listen(recording.recording_id, reason.trim())) });
    } catch (error) {
      complain(error);
      setAsking(false);
    }
  };
  return (
    <Dialog
      title={t("recording.why")}
      okText={t("recording.play")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !isEnough, loading: isAsking }}
      onOk={() => void listen()}
      onCancel={onClose}
      width={460}
    >
      <div className={css.reasons}>
        {REASONS.map((one) => (
          <button key={one} type="button" onClick={() => setReason(t(`recording.reason.${one}`))}>
            {t(`recording.reason.${one}`)}
          </button>
        ))}
      </div>
      <Field label={t("recording.whyHint")} isRequired>
        <Input
          autoFocus
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={() => void listen()}
        />
      </Field>
    </Dialog>
  );
}
