import { Button, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentDevice, devices, measure, takeDevice } from "../lib/microphone";
import { testSpeaker } from "../lib/tones";
import { usePhone } from "../stores/desk";
import { checkMicrophone } from "../stores/deskLink";
import { Field } from "../ui/kit";
import css from "./shell.module.css";

export function DeviceCheck() {
  const { t } = useTranslation();
  const mic = usePhone((state) => state.mic);
  const [level, setLevel] = useState(0);
  const [found, setFound] = useState<{ deviceId: string; label: string }[]>([]);
  const [chosen, setChosen] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another device is another meter
  useEffect(() => {
    if (mic !== "ok") return;
    setChosen(currentDevice());
    void devices().then(setFound);
    return measure(setLevel);
  }, [mic, chosen]);

  const pick = async (deviceId: string) => {
    usePhone.setState({ mic: await takeDevice(deviceId) });
    setChosen(deviceId);
  };

  return (
    <div className={css.device}>
      {mic === "ok" ? (
        <>
          <Field label={t("mic.title")}>
            <Select
              value={chosen ?? null}
              onChange={(deviceId: string) => void pick(deviceId)}
              options={found.map(({ deviceId, label }) => ({ value: deviceId, label }))}
            />
          </Field>
          <div
            className={css.meter}
            role="meter"
            aria-label={t("mic.level")}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(level * 100)}
          >
            <div style={{ width: `${level * 100}%` }} />
          </div>
          <span className={css.link}>{t("mic.speak")}</span>
        </>
      ) : (
        <>
          <span>{t(`mic.${mic}`)}</span>
          <Button onClick={() => void checkMicrophone()}>{t("mic.again")}</Button>
        </>
      )}
      <Button onClick={testSpeaker}>{t("mic.speaker")}</Button>
      {"Notification" in window && Notification.permission === "default" && (
        <Button onClick={() => void Notification.requestPermission()}>{t("ring.notify")}</Button>
      )}
    </div>
  );
}
