import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { closeMicrophone, openMicrophone } from "../../lib/microphone";
import { Softphone } from "../../lib/softphone";
import { sentence } from "../../stores/notices";

type CallStage = "idle" | "preparing" | "ringing" | "up" | "over";

/** One call from this page to the hotline, with credentials made for it alone. */
export function useWebCall() {
  const { t } = useTranslation();
  const [stage, setStage] = useState<CallStage>("idle");
  const [since, setSince] = useState<string | null>(null);
  const [isMuted, setMuted] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const phone = useRef<Softphone | null>(null);
  /** Counts calls; one that was given up while it was being prepared is not made. */
  const attempt = useRef(0);

  const finish = (why: string | null) => {
    attempt.current += 1;
    phone.current?.leave();
    phone.current = null;
    closeMicrophone();
    setStage("over");
    setSince(null);
    setMuted(false);
    setProblem(why);
  };
  useEffect(
    () => () => {
      attempt.current += 1;
      phone.current?.hangUp();
      phone.current?.leave();
      closeMicrophone();
    },
    [],
  );

  const dial = async (number: string | null) => {
    setProblem(null);
    setStage("preparing");
    attempt.current += 1;
    const mine = attempt.current;
    const isOver = () => mine !== attempt.current;
    const mic = await openMicrophone();
    if (isOver()) return closeMicrophone();
    if (mic !== "ok") return finish(t(`mic.${mic}`));
    try {
      const { phone: account, call: target } = await api.webCall(number);
      if (isOver()) return;
      let isDialled = false;
      const here = new Softphone({
        onLine: (line) => {
          if (line === "registered" && !isDialled) {
            isDialled = true;
            setStage("ringing");
            void here.dial(target).then((isDone) => {
              if (!isDone && !isOver()) finish(t("mic.missing"));
            });
          }
        },
        onCall: (call) => {
          if (!call || isOver()) return;
          setMuted(call.isMuted);
          if (call.stage !== "up") return;
          setStage("up");
          setSince((before) => before ?? new Date().toISOString());
        },
        onSilenced: () => undefined,
        onEnded: (cause) => {
          if (isOver()) return;
          const isPlain = ["Terminated", "Canceled", "Rejected"].includes(cause);
          finish(isPlain ? null : t("web.failed", { cause }));
        },
      });
      phone.current = here;
      await here.start(account, { register: false });
    } catch (error) {
      if (!isOver()) finish(sentence(error));
    }
  };

  return {
    stage,
    since,
    isMuted,
    problem,
    dial,
    press: (key: string) => phone.current?.press(key),
    toggleMute: () => phone.current?.mute(!isMuted),
    hangUp: () => (stage === "preparing" ? finish(null) : phone.current?.hangUp()),
  };
}
