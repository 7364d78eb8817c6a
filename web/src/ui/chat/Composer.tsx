import { PaperClipOutlined, SendOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./chat.module.css";

const TAKEN = ".png,.jpg,.jpeg,.pdf,.txt";

const rest = (written: string, sent: string) =>
  written.startsWith(sent) ? written.slice(sent.length) : written;

/** Where somebody writes: Enter sends, Shift and Enter begins a line. */
export function Composer(props: {
  text: string;
  onText: (text: string) => void;
  onSend: () => Promise<boolean>;
  /** None: no file can be sent yet. */
  onFile: ((file: File) => Promise<void>) | null;
  label: string;
  isOff?: boolean;
  extra?: ReactNode;
}) {
  const { t } = useTranslation();
  const { text, onText, onSend, onFile, label, isOff = false } = props;
  const picker = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const written = useRef(text);
  written.current = text;
  const send = async () => {
    if (isBusy || isOff || !text.trim()) return;
    setBusy(true);
    try {
      // What was typed while it was on its way is not sent yet.
      if (await onSend()) onText(rest(written.current, text));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.composer}>
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={2000}
        value={text}
        disabled={isOff}
        aria-label={label}
        placeholder={label}
        data-testid="chat-text"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div className={css.sendRow}>
        {props.extra}
        <Button
          icon={<PaperClipOutlined />}
          disabled={isOff || !onFile}
          aria-label={t("chat.sendFile")}
          onClick={() => picker.current?.click()}
        />
        <input
          ref={picker}
          type="file"
          hidden
          accept={TAKEN}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file && onFile) void onFile(file);
          }}
        />
        <Button
          type="primary"
          icon={<SendOutlined />}
          disabled={isOff || !text.trim()}
          loading={isBusy}
          onClick={() => void send()}
          data-testid="chat-send"
        >
          {t("chat.send")}
        </Button>
      </div>
    </div>
  );
}
