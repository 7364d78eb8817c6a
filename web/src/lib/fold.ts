import type { ActiveContact, AgentState, BoardNow, DeskNow } from "../api/types";

/** The newer snapshot wins; the first one of a fresh connection always does, because a
 * restarted server may count anew. */
export function foldDesk(old: DeskNow | null, next: DeskNow, isFirst = false): DeskNow {
  if (!old || isFirst || old.agent_id !== next.agent_id) return next;
  return next.seq >= old.seq ? next : old;
}

export const onCall = (contact: ActiveContact | null | undefined): contact is ActiveContact =>
  contact?.stage === "talking" || contact?.stage === "hold";

export const ringing = (contact: ActiveContact | null | undefined): contact is ActiveContact =>
  contact?.stage === "reserved" || contact?.stage === "ringing";

export const isCall = (contact: ActiveContact) => contact.channel === "voice";

/** The call among the contacts, which needs this page's telephone. */
export const callOf = (desk: DeskNow | null): ActiveContact | null =>
  desk?.contacts.find(isCall) ?? null;

/** What the page shows: what the agent has chosen, or the foremost; a call that rings or a
 * contact that is gone takes the choice away. */
export function shownContact(desk: DeskNow | null, chosen: string | null): ActiveContact | null {
  if (!desk) return null;
  return desk.contacts.find((one) => one.contact_id === chosen) ?? desk.contact;
}

/** The one before or after, round and round: for the keyboard. */
export function beside(desk: DeskNow | null, shown: string | null, step: 1 | -1): string | null {
  const ids = inOrder(desk).map((one) => one.contact_id);
  if (ids.length === 0) return null;
  const at = ids.indexOf(shown ?? "");
  return ids[(at + step + ids.length) % ids.length] ?? null;
}

/** As they came: a list whose rows do not jump while chats go to and fro. */
export const inOrder = (desk: DeskNow | null): ActiveContact[] =>
  [...(desk?.contacts ?? [])].sort(
    (a, b) => a.offered_at.localeCompare(b.offered_at) || a.contact_id.localeCompare(b.contact_id),
  );

/** Our page has no sound though the centre says that a customer is on the line. */
export function mustResume(desk: DeskNow | null, isRegistered: boolean, hasSound: boolean) {
  return isRegistered && !hasSound && onCall(callOf(desk));
}

/** Most waiting first; then the lower service level; rows that are alike stand still. */
export function worstFirst<T extends { waiting: number; kpis: BoardNow["queues"][0]["kpis"] }>(
  lines: readonly T[],
): T[] {
  const level = (line: T) => line.kpis.K01?.value ?? 2;
  return [...lines].sort((a, b) => b.waiting - a.waiting || level(a) - level(b));
}

const ORDER: readonly AgentState[] = [
  "talking",
  "hold",
  "ringing",
  "reserved",
  "wrap",
  "ready",
  "break",
  "training",
  "meeting",
  "offline",
];
export function byState(agents: BoardNow["agents"]): BoardNow["agents"] {
  return [...agents].sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      a.since.localeCompare(b.since) ||
      a.agent_id.localeCompare(b.agent_id),
  );
}
