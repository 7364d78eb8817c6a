import { create } from "zustand";
import type { LinkState } from "../api/socket";
import type { DeskNow, Note, QueueLine } from "../api/types";
import { keepTime } from "../lib/clock";
import { foldDesk } from "../lib/fold";
import type { MicState } from "../lib/microphone";
import type { LineState, PhoneCall } from "../lib/softphone";

/** The desk as the server last told it. The server owns the state; this mirrors it. */
interface DeskMirror {
  desk: DeskNow | null;
  queues: QueueLine[];
  /** What leaders wrote and the agent has not read yet. */
  notes: readonly Note[];
  link: LinkState | "off" | "taken";
}
export const useDesk = create<DeskMirror>(() => ({
  desk: null,
  queues: [],
  notes: [],
  link: "off",
}));

export function mirror(next: DeskNow, isFirst = false): void {
  keepTime(next.server_time);
  useDesk.setState(({ desk }) => ({ desk: foldDesk(desk, next, isFirst) }));
}

/** Which contact the agent looks at, and how far each chat has been read. */
interface Reading {
  chosen: string | null;
  newest: Record<string, number>;
  read: Record<string, number>;
}
export const useReading = create<Reading>(() => ({ chosen: null, newest: {}, read: {} }));

export const choose = (chosen: string | null) => useReading.setState({ chosen });

export function hearPost(contactId: string, number: number): void {
  useReading.setState(({ newest }) => ({
    newest: { ...newest, [contactId]: Math.max(number, newest[contactId] ?? 0) },
  }));
}
export function markRead(contactId: string, number: number): void {
  hearPost(contactId, number);
  useReading.setState(({ read }) => ({ read: { ...read, [contactId]: number } }));
}

interface PhoneMirror {
  line: LineState;
  call: PhoneCall | null;
  mic: MicState;
  isSilenced: boolean;
}
export const usePhone = create<PhoneMirror>(() => ({
  line: "off",
  call: null,
  mic: "unknown",
  isSilenced: false,
}));
