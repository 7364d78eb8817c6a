import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Session } from "../api/types";
import { callOf, isCall, ringing } from "../lib/fold";
import { i18n } from "../lib/i18n";
import { useShortcut } from "../lib/shortcuts";
import { startRinging } from "../lib/tones";
import { nameOf } from "../lib/words";
import { useDesk, usePhone } from "../stores/desk";
import { answerCall, attachDesk } from "../stores/deskLink";
import { answerOf } from "../ui/kit";

const CHAT_RINGS_MS = 1500;

/** Keeps the desk attached while somebody who works at one is signed in, and rings. */
export function useDeskLink(session: Session | null): void {
  const agentId = session?.agent_id ?? null;
  useEffect(() => {
    if (agentId !== null) void attachDesk();
  }, [agentId]);

  const navigate = useNavigate();
  const isRinging = usePhone(({ call }) => call?.isIncoming === true && call.stage === "ringing");
  useShortcut(
    "answer",
    () => {
      void answerCall();
      void navigate({ to: "/desk" });
    },
    isRinging,
  );
  const isOffered = useDesk(
    ({ desk }) => desk?.contacts.some((one) => !isCall(one) && ringing(one)) ?? false,
  );
  // A chat that is offered rings for a moment only: it is read, not picked up.
  useEffect(() => {
    if (!isOffered) return;
    const stop = startRinging();
    const timer = window.setTimeout(stop, CHAT_RINGS_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [isOffered]);
  useEffect(() => {
    if (!isRinging) return;
    const stop = startRinging();
    const card = document.hidden ? announce() : null;
    return () => {
      stop();
      card?.close();
    };
  }, [isRinging]);
}

/** A desktop notification, for when the page is behind others. */
function announce(): Notification | null {
  if (!("Notification" in window) || Notification.permission !== "granted") return null;
  const { desk } = useDesk.getState();
  const call = callOf(desk);
  const contact = ringing(call) ? call : null;
  const customer = answerOf(contact?.pop.customer);
  const card = new Notification(i18n.t("ring.title"), {
    body: [customer?.name, nameOf(customer?.tier_name), nameOf(contact?.queue_name)]
      .filter(Boolean)
      .join(" · "),
    tag: "yingda-ring",
    requireInteraction: true,
  });
  card.onclick = () => window.focus();
  return card;
}
