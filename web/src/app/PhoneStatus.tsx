import { AudioOutlined } from "@ant-design/icons";
import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import { useDesk, usePhone } from "../stores/desk";
import { DeviceCheck } from "./DeviceCheck";
import css from "./shell.module.css";

/** Whether the telephone can ring; a click tests microphone and loudspeaker. */
export function PhoneStatus() {
  const { t } = useTranslation();
  const line = usePhone((state) => state.line);
  const mic = usePhone((state) => state.mic);
  const isOffline = useDesk((state) => (state.desk?.state ?? "offline") === "offline");
  if (isOffline && line === "off") return null;
  const isGood = line === "registered" && mic === "ok";
  const tone = isGood ? "ok" : line === "registered" || line === "connecting" ? "warn" : "bad";
  const word = line === "registered" && mic !== "ok" ? t(`mic.short.${mic}`) : t(`phone.${line}`);
  return (
    <Popover trigger="click" placement="bottomLeft" content={<DeviceCheck />} destroyOnHidden>
      <button type="button" className={css.tool}>
        <span className={css.link} data-tone={tone} data-testid="phone" data-line={line}>
          <AudioOutlined aria-hidden /> {isGood ? "" : "! "}
          {word}
        </span>
      </button>
    </Popover>
  );
}
