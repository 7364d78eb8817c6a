import { useTranslation } from "react-i18next";
import type { ActiveContact } from "../../api/types";
import { isCall } from "../../lib/fold";
import { seconds } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { answerOf, Elapsed, Remaining, stateWord, Tag, TONE } from "../../ui/kit";
import { useFlowWords } from "../../ui/names";
import { SimulatedTag } from "../../ui/Simulated";
import { CallBar } from "./CallBar";
import { ChatBar } from "./ChatBar";
import css from "./desk.module.css";
import { HandedOver } from "./HandedOver";
import { RingBar } from "./RingBar";

const SILENT = new Set(["timeout", "wrong", "english", "menu"]);

/** Whom we talk with, for how long, and what can be done with the call. */
export function CallHead({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const flowWord = useFlowWords();
  const customer = answerOf(contact.pop.customer);
  const path = answerOf(contact.pop.path);
  const history = answerOf(contact.pop.history);
  const choices = (path?.steps ?? []).flatMap(({ choice }) =>
    choice && !SILENT.has(choice) ? [flowWord(choice)] : [],
  );
  // A brand and its tier may have one name.
  const [tier, brand] = [nameOf(customer?.tier_name), nameOf(customer?.brand)];
  const recent = history?.contacts.length ?? 0;
  const isRinging = contact.stage === "reserved" || contact.stage === "ringing";

  return (
    <header className={css.call} data-tone={TONE[contact.stage]} data-testid="contact">
      <div className={css.callTop}>
        <div>
          <div className={css.who}>
            <h1>{customer?.name || t("ring.unknown")}</h1>
            {answerOf(contact.pop.contact)?.simulated && <SimulatedTag />}
            {tier && <Tag tone="warn">{tier}</Tag>}
            {brand && brand !== tier && <Tag>{brand}</Tag>}
            {recent > 0 && <Tag tone="accent">{t("desk.recent", { count: recent })}</Tag>}
          </div>
          <p className={css.sub}>
            {[
              customer?.number,
              nameOf(customer?.branch_name),
              nameOf(contact.queue_name),
              t("desk.waited", { time: seconds(contact.waited_seconds) }),
              choices.map((choice) => `▸ ${choice}`).join(" "),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Timer contact={contact} />
      </div>
      <HandedOver contact={contact} />
      {isCall(contact) && isRinging && <RingBar contact={contact} />}
      {isCall(contact) && !isRinging && contact.stage !== "wrap" && <CallBar contact={contact} />}
      {!isCall(contact) && contact.stage !== "wrap" && (
        <ChatBar contact={contact} isOffered={isRinging} />
      )}
    </header>
  );
}

function Timer({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const wrapUntil = contact.wrap_until;
  switch (contact.stage) {
    case "reserved":
    case "ringing":
      return <TimerOf word={t("state.ringing")} since={contact.offered_at} />;
    case "talking":
      return (
        <TimerOf
          word={stateWord(t, contact.stage, contact.channel)}
          since={contact.bridged_at ?? contact.offered_at}
        />
      );
    case "hold":
      return <TimerOf word={t("state.hold")} since={contact.held_since ?? contact.offered_at} />;
    case "wrap":
      return (
        <div className={css.timer}>
          {wrapUntil && <Remaining until={wrapUntil} />}
          <small>{t("state.wrap")}</small>
        </div>
      );
  }
}

function TimerOf({ word, since }: { word: string; since: string }) {
  return (
    <div className={css.timer}>
      <Elapsed since={since} />
      <small>{word}</small>
    </div>
  );
}
