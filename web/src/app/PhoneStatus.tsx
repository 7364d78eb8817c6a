import { AudioOutlined } from "@ant-design/icons";
import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import { useDesk, usePhone } from "../stores/desk";
import { DeviceCheck } from "./DeviceCheck";
import css from "./shell.module.css";
import { useHasNoSwitch } from "./useTelephone";

/** Whether the telephone can ring; a click tests microphone and loudspeaker. */
export function PhoneStatus() {
  const { t } = useTranslation();
  const line = usePhone((state) => state.line);
  const mic = usePhone((state) => state.mic);
  const isOffline = useDesk((state) => (state.desk?.state ?? "offline") === "offline");
  const hasNoSwitch = useHasNoSwitch();
  if (isOffline && line === "off") return null;
  const isGood = line === "registered" && mic === "ok";
  const isComing = line === "registered" || (line === "connecting" && !hasNoSwitch);
  const tone = isGood ? "ok" : isComing ? "warn" : "bad";
  const why = hasNoSwitch ? t("phone.noSwitch") : t(`phone.${line}`);
  const word = line === "registered" && mic !== "ok" ? t(`mic.short.${mic}`) : why;
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
