import {
  AudioMutedOutlined,
  AudioOutlined,
  PauseCircleOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  SwapOutlined,
  TableOutlined,
} from "@ant-design/icons";
import { Popover } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { Problem } from "../../api/http";
import type { ActiveContact } from "../../api/types";
import { type ShortcutId, useShortcut } from "../../lib/shortcuts";
import { usePhone } from "../../stores/desk";
import { phone } from "../../stores/deskLink";
import { complain } from "../../stores/notices";
import { Keypad } from "../../ui/Keypad";
import { Keys } from "../../ui/kit";
import css from "./desk.module.css";
import { TransferDialog } from "./TransferDialog";

/** What can be done with a call. Sound is this page's; everything else the centre does. */
export function CallBar({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const isMuted = usePhone((state) => state.call?.isMuted ?? false);
  const hasSound = usePhone((state) => state.call?.stage === "up");
  const [open, setOpen] = useState<"transfer" | "keypad" | null>(null);
  const [isAsking, setAsking] = useState(false);
  const isHeld = contact.stage === "hold";
  const id = contact.contact_id;

  const ask = async (verb: () => Promise<void>) => {
    if (isAsking) return;
    setAsking(true);
    try {
      await verb();
    } catch (error) {
      complain(error);
    } finally {
      setAsking(false);
    }
  };
  const hangUp = () =>
    ask(async () => {
      try {
        await api.hangUp(id);
      } catch (error) {
        // The centre cannot be asked just now, but our own line can still be ended.
        if (error instanceof Problem && error.status === 0) phone.hangUp();
        else throw error;
      }
    });
  const mute = () => phone.mute(!isMuted);
  const hold = () => ask(() => (isHeld ? api.retrieve(id) : api.hold(id)));

  useEffect(() => {
    if (open !== "keypad") return;
    const close = (event: KeyboardEvent) => event.key === "Escape" && setOpen(null);
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [open]);
  useShortcut("keypad", () => setOpen((was) => (was === "keypad" ? null : "keypad")));

  return (
    <div className={css.bar} role="toolbar" aria-label={t("call.bar")}>
      <Key id="mute" act={mute} isPressed={isMuted} isOff={!hasSound}>
        {isMuted ? <AudioMutedOutlined /> : <AudioOutlined />}
        {isMuted ? t("call.unmute") : t("call.mute")}
      </Key>
      <Key id="hold" act={() => void hold()} isPressed={isHeld} isOff={isAsking}>
        {isHeld ? <PlayCircleOutlined /> : <PauseCircleOutlined />}
        {isHeld ? t("call.retrieve") : t("call.hold")}
      </Key>
      <Key id="transfer" act={() => setOpen("transfer")} isOff={isAsking}>
        <SwapOutlined />
        {t("call.transfer")}
      </Key>
      <Popover
        open={open === "keypad"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "keypad" : null)}
        trigger="click"
        destroyOnHidden
        content={<Keypad onKey={(key) => void api.keys(id, key).catch(complain)} />}
      >
        <button type="button" className={css.key}>
          <TableOutlined />
          {t("call.keypad")}
          <Keys id="keypad" />
        </button>
      </Popover>
      <Key id="hangUp" act={() => void hangUp()} look={css.hang} isOff={isAsking}>
        <PhoneOutlined rotate={225} />
        {t("call.hangUp")}
      </Key>
      {open === "transfer" && <TransferDialog contact={contact} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Key(props: {
  id: ShortcutId;
  act: () => void;
  isPressed?: boolean;
  isOff?: boolean;
  look?: string | undefined;
  children: ReactNode;
}) {
  const { id, act, isPressed, isOff = false, look = "", children } = props;
  useShortcut(id, act, !isOff);
  return (
    <button
      type="button"
      className={`${css.key} ${look}`}
      aria-pressed={isPressed}
      disabled={isOff}
      onClick={act}
      data-testid={id}
    >
      {children}
      <Keys id={id} />
    </button>
  );
}
