import { expect, test } from "vitest";
import type { ActiveContact, BoardNow, DeskNow, Stage } from "../api/types";
import { beside, byState, callOf, foldDesk, mustResume, shownContact, worstFirst } from "./fold";

const contact = (stage: Stage): ActiveContact => ({
  contact_id: "c",
  leg_id: "l",
  customer_id: null,
  channel: "voice",
  stage,
  queue_id: "fault",
  queue_name: { zh: "报障", en: "Faults" },
  offered_at: "2026-11-21T00:00:00Z",
  bridged_at: null,
  held_since: null,
  wrap_until: null,
  waited_seconds: 3,
  pop: {},
});
const desk = (seq: number, part: Partial<DeskNow> = {}): DeskNow => ({
  type: "DeskNow",
  seq,
  agent_id: "a",
  state: "ready",
  since: "2026-11-21T00:00:00Z",
  reason: null,
  next_state: null,
  contact: null,
  contacts: part.contact ? [part.contact] : [],
  wrap_until: null,
  server_time: "2026-11-21T00:00:00Z",
  ...part,
});

test("a newer snapshot replaces the old one and a late one changes nothing", () => {
  const [old, newer] = [desk(4), desk(5)];
  expect(foldDesk(old, newer)).toBe(newer);
  expect(foldDesk(newer, old)).toBe(newer);
  expect(foldDesk(null, old)).toBe(old);
});
test("the first snapshot of a connection counts even when the server counts anew", () => {
  const afresh = desk(1);
  expect(foldDesk(desk(900), afresh, true)).toBe(afresh);
});
test("another agent's snapshot is never measured against ours", () => {
  const other = desk(1, { agent_id: "b" });
  expect(foldDesk(desk(9), other)).toBe(other);
});
test("sound is asked back for only when registered, silent and in a talk", () => {
  const talking = desk(1, { contact: contact("talking") });
  expect(mustResume(talking, true, false)).toBe(true);
  expect(mustResume(desk(1, { contact: contact("hold") }), true, false)).toBe(true);
  expect(mustResume(talking, false, false)).toBe(false);
  expect(mustResume(talking, true, true)).toBe(false);
  expect(mustResume(desk(1, { contact: contact("ringing") }), true, false)).toBe(false);
  expect(mustResume(desk(1, { contact: contact("wrap") }), true, false)).toBe(false);
});
test("the queue with most waiting stands first, then the lowest service level", () => {
  const line = (name: string, waiting: number, level: number | null) => ({
    name,
    waiting,
    longest_since: null,
    kpis: { K01: { value: level, numerator: 0, denominator: 0 } },
  });
  const lines = [line("a", 0, null), line("b", 0, 0.9), line("c", 2, 0.99), line("d", 0, 0.5)];
  expect(worstFirst(lines).map((one) => one.name)).toEqual(["c", "d", "b", "a"]);
});
test("agents stand by state, those longest in it first", () => {
  const agent = (agent_id: string, state: BoardNow["agents"][0]["state"], since: string) => ({
    agent_id,
    name: agent_id,
    state,
    since,
    reason: null,
    queue_name: null,
    simulated: false,
  });
  const agents = [
    agent("r", "ready", "2"),
    agent("t2", "talking", "2"),
    agent("t1", "talking", "1"),
    agent("b", "break", "0"),
  ];
  expect(byState(agents).map((one) => one.agent_id)).toEqual(["t1", "t2", "r", "b"]);
});
test("beside a call the agent looks at the chat they chose, and at the foremost when it is gone", () => {
  const call = contact("talking");
  const chat = { ...contact("talking"), contact_id: "chat", channel: "chat" as const };
  const both = desk(1, { contact: call, contacts: [call, chat] });
  expect(shownContact(both, "chat")).toBe(chat);
  expect(shownContact(both, "gone")).toBe(call);
  expect(callOf(both)).toBe(call);
  expect(beside(both, "c", 1)).toBe("chat");
  expect(beside(both, "chat", 1)).toBe("c");
});
test("a chat never asks for sound", () => {
  const chat = { ...contact("talking"), channel: "chat" as const };
  expect(mustResume(desk(1, { contact: chat, contacts: [chat] }), true, false)).toBe(false);
});
