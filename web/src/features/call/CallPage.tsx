import { AudioMutedOutlined, AudioOutlined, PhoneFilled, TableOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hotlineQuery, telephoneQuery } from "../../api/queries";
import { nameOf } from "../../lib/words";
import { Keypad } from "../../ui/Keypad";
import { Elapsed } from "../../ui/kit";
import { LanguageButton } from "../../ui/LanguageButton";
import css from "./call.module.css";
import { useWebCall } from "./useWebCall";

/** The customer's page: one big button, then a telephone. */
export function CallPage() {
  const { t } = useTranslation();
  const hotline = useQuery(hotlineQuery).data;
  const hasNoSwitch = useQuery(telephoneQuery).data === false;
  const call = useWebCall();
  const [number, setNumber] = useState("");
  const [hasKeys, setHasKeys] = useState(true);
  const known = hotline?.callers.find((caller) => caller.number === number.trim());
  const isCalling = call.stage !== "idle" && call.stage !== "over";

  const stage = hasNoSwitch && !isCalling ? t("web.noSwitch") : t(`web.${call.stage}`);

  return (
    <main className={css.page}>
      <div className={css.phone}>
        <header className={css.head}>
          <LanguageButton className={css.language} />
        </header>
        <img src="/mark.svg" alt="" className={css.mark} />
        <h1>{nameOf(hotline?.name) ?? t("app.name")}</h1>
        <p className={css.number}>{hotline?.number}</p>
        <p className={css.stage} role="status" data-testid="call-stage" data-stage={call.stage}>
          {call.problem ?? stage}
          {call.since && (
            <>
              {" · "}
              <Elapsed since={call.since} />
            </>
          )}
        </p>
        {isCalling ? (
          <>
            {hasKeys && call.stage === "up" && <Keypad isLarge onKey={call.press} />}
            <div className={css.buttons}>
              <button
                type="button"
                className={css.round}
                aria-pressed={call.isMuted}
                disabled={call.stage !== "up"}
                onClick={call.toggleMute}
              >
                {call.isMuted ? <AudioMutedOutlined /> : <AudioOutlined />}
                <span>{call.isMuted ? t("call.unmute") : t("call.mute")}</span>
              </button>
              <button type="button" className={`${css.round} ${css.red}`} onClick={call.hangUp}>
                <PhoneFilled rotate={225} />
                <span>{t("call.hangUp")}</span>
              </button>
              <button
                type="button"
                className={css.round}
                aria-pressed={hasKeys}
                disabled={call.stage !== "up"}
                onClick={() => setHasKeys(!hasKeys)}
              >
                <TableOutlined />
                <span>{t("call.keypad")}</span>
              </button>
            </div>
          </>
        ) : (
          <form
            className={css.start}
            onSubmit={(event) => {
              event.preventDefault();
              void call.dial(number.trim() || null);
            }}
          >
            {hotline?.demo && (
              <label className={css.as}>
                <span>{t("web.as")}</span>
                <Input
                  size="large"
                  inputMode="tel"
                  list="callers"
                  placeholder={t("web.asHint")}
                  value={number}
                  onChange={(event) => setNumber(event.target.value)}
                />
                <datalist id="callers">
                  {hotline.callers.map((caller) => (
                    <option key={caller.number} value={caller.number}>
                      {nameOf(caller.expect)}
                    </option>
                  ))}
                </datalist>
                <small>{known ? nameOf(known.expect) : t("web.asList")}</small>
              </label>
            )}
            <button
              type="submit"
              className={css.callButton}
              disabled={hasNoSwitch}
              data-testid="call"
            >
              <PhoneFilled /> {call.stage === "over" ? t("web.callAgain") : t("web.call")}
            </button>
            <p className={css.hint}>{t("web.hint")}</p>
            <Link to="/chat">{t("web.writeInstead")}</Link>
          </form>
        )}
      </div>
    </main>
  );
}
