import { CloseOutlined, StopOutlined, SwapOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { ActiveContact } from "../../api/types";
import { useShortcut } from "../../lib/shortcuts";
import { complain } from "../../stores/notices";
import { Keys } from "../../ui/kit";
import css from "./desk.module.css";
import { TransferDialog } from "./TransferDialog";

/** What can be done with a chat besides writing: writing is what answers it. */
export function ChatBar({ contact, isOffered }: { contact: ActiveContact; isOffered: boolean }) {
  const { t } = useTranslation();
  const [isGiving, setGiving] = useState(false);
  const id = contact.contact_id;
  const end = () => void api.chatEnd(id).catch(complain);
  const give = () => setGiving(true);
  useShortcut("transfer", give, !isOffered);
  useShortcut("hangUp", end, !isOffered);

  if (isOffered) {
    return (
      <div className={css.bar}>
        <span role="status">{t("chat.offered")}</span>
        <button
          type="button"
          className={`${css.key} ${css.decline}`}
          onClick={() => void api.chatDecline(id).catch(complain)}
          data-testid="chat-decline"
        >
          <CloseOutlined aria-hidden /> {t("call.decline")}
        </button>
      </div>
    );
  }
  return (
    <div className={css.bar} role="toolbar" aria-label={t("chat.bar")}>
      <button type="button" className={css.key} onClick={give} data-testid="chat-transfer">
        <SwapOutlined aria-hidden /> {t("call.transfer")} <Keys id="transfer" />
      </button>
      <button
        type="button"
        className={`${css.key} ${css.hang}`}
        onClick={end}
        data-testid="chat-end"
      >
        <StopOutlined aria-hidden /> {t("chat.end")} <Keys id="hangUp" />
      </button>
      {isGiving && <TransferDialog contact={contact} onClose={() => setGiving(false)} />}
    </div>
  );
}
