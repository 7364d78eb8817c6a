import { CloseOutlined, PhoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { ActiveContact } from "../../api/types";
import { usePhone } from "../../stores/desk";
import { answerCall, phone } from "../../stores/deskLink";
import { Keys } from "../../ui/kit";
import css from "./desk.module.css";

export function RingBar({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const call = usePhone((state) => state.call);
  const isRinging = call?.stage === "ringing";
  return (
    <div className={css.bar} data-contact={contact.contact_id}>
      <button
        type="button"
        className={`${css.key} ${css.answer}`}
        disabled={!isRinging}
        onClick={() => void answerCall()}
        data-testid="answer"
      >
        <PhoneOutlined aria-hidden />
        {call ? t("call.answer") : t("call.coming")}
        <Keys id="answer" />
      </button>
      <button
        type="button"
        className={`${css.key} ${css.decline}`}
        disabled={!isRinging}
        onClick={() => phone.decline()}
      >
        <CloseOutlined aria-hidden /> {t("call.decline")}
      </button>
    </div>
  );
}
