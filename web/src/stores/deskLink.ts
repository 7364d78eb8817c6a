/** Holds the desk's line to the centre: the socket with its snapshots and the telephone. */
import { api } from "../api/calls";
import { Problem } from "../api/http";
import { queryClient } from "../api/queries";
import { keepOpen } from "../api/socket";
import type { DeskMessage, DeskNow } from "../api/types";
import { mustResume } from "../lib/fold";
import { i18n } from "../lib/i18n";
import { closeMicrophone, openMicrophone } from "../lib/microphone";
import { Softphone } from "../lib/softphone";
import { hearPost, mirror, useDesk, usePhone } from "./desk";
import { dropDrafts } from "./drafts";
import { complain, notify } from "./notices";

const RETRY_MS = 1000;
/** Sound that stopped a moment ago mostly means that the call is over: wait for the news. */
const SETTLE_MS = 1500;
const RESUME_AGAIN_MS = 4000;

export const phone = new Softphone({
  onLine: (line) => usePhone.setState({ line }),
  onCall: (call) => usePhone.setState({ call }),
  onSilenced: (isSilenced) => usePhone.setState({ isSilenced }),
});

let attempt = 0;
let closeSocket: (() => void) | null = null;
let hadSound = false;
let resuming = 0;

const wait = (ms: number) => new Promise((done) => window.setTimeout(done, ms));

/** Asks until the centre is there; null when something newer has begun meanwhile. */
async function persist<T>(ask: () => Promise<T>, mine: number): Promise<T | null> {
  for (;;) {
    try {
      const answer = await ask();
      return mine === attempt ? answer : null;
    } catch (error) {
      const isAway = error instanceof Problem && (error.status === 0 || error.status >= 502);
      if (!isAway) throw error;
      useDesk.setState({ link: "lost" });
      await wait(RETRY_MS);
      if (mine !== attempt) return null;
    }
  }
}

/** After the page has loaded: picks up a shift, and a talk, where they are. */
export async function attachDesk(): Promise<void> {
  const mine = ++attempt;
  useDesk.setState({ link: "connecting" });
  // The telephone is fetched while the centre is asked: each second of silence counts.
  void import("jssip");
  try {
    const desk = await persist(api.desk, mine);
    if (!desk) return;
    mirror(desk, true);
    if (desk.state === "offline") useDesk.setState({ link: "off" });
    else await enter(mine);
  } catch (error) {
    useDesk.setState({ link: "off" });
    complain(error);
  }
}

/** Begins a shift here, or takes it over from another page. */
export async function signInDesk(): Promise<void> {
  const mine = ++attempt;
  try {
    await enter(mine);
  } catch (error) {
    useDesk.setState({ link: "off" });
    complain(error);
  }
}

async function enter(mine: number): Promise<void> {
  closeSocket?.();
  useDesk.setState({ link: "connecting" });
  const answer = await persist(api.deskSignIn, mine);
  if (!answer) return;
  mirror(answer.desk, true);
  closeSocket = keepOpen<DeskMessage>("/ws/desk", {
    onMessage: hear,
    onState: (link) => useDesk.setState({ link }),
    quietMs: 12_000,
  });
  void checkMicrophone();
  await phone.start(answer.phone, { register: true });
}

function hear(message: DeskMessage, isFirst: boolean): void {
  switch (message.type) {
    case "DeskNow":
      mirror(message, isFirst);
      if (message.state === "offline") leave("off");
      return;
    case "QueuesNow":
      useDesk.setState({ queues: message.queues });
      return;
    case "ChatNews":
      void queryClient.invalidateQueries({ queryKey: ["thread", message.contact_id] });
      hearPost(message.contact_id, message.number);
      return;
    case "NotesNow":
      useDesk.setState({ notes: message.notes });
      return;
    case "TakenOver":
      leave("taken");
  }
}

function leave(link: "off" | "taken"): void {
  attempt += 1;
  closeSocket?.();
  closeSocket = null;
  hadSound = false;
  phone.leave();
  closeMicrophone();
  useDesk.setState({ link });
}

export const isOnShift = () => (useDesk.getState().desk?.state ?? "offline") !== "offline";

/** The agent has read what a leader wrote. */
export async function readNote(noteId: string): Promise<void> {
  try {
    await api.readNote(noteId);
    useDesk.setState(({ notes }) => ({ notes: notes.filter((one) => one.note_id !== noteId) }));
  } catch (error) {
    complain(error);
  }
}

export async function signOutDesk(): Promise<void> {
  await api.deskSignOut();
  leave("off");
  mirror(await api.desk(), true);
}

/** The person has signed out altogether. */
export function forgetDesk(): void {
  leave("off");
  useDesk.setState({ desk: null, queues: [], notes: [] });
  dropDrafts();
}

export async function checkMicrophone(): Promise<void> {
  usePhone.setState({ mic: await openMicrophone() });
}

function watchSound(): void {
  const { desk, link } = useDesk.getState();
  const { line, call } = usePhone.getState();
  if (call) hadSound = true;
  const isDue = link !== "taken" && mustResume(desk, line === "registered", call !== null);
  if (!isDue) {
    clearTimeout(resuming);
    resuming = 0;
  } else if (!resuming) {
    resuming = window.setTimeout(resume, hadSound ? SETTLE_MS : 0);
  }
}

async function resume(): Promise<void> {
  try {
    mirror(await api.resume());
  } catch (error) {
    complain(error);
  }
  resuming = window.setTimeout(() => {
    resuming = 0;
    watchSound();
  }, RESUME_AGAIN_MS);
}

useDesk.subscribe(watchSound);
usePhone.subscribe(watchSound);
navigator.mediaDevices?.addEventListener("devicechange", () => {
  if (usePhone.getState().line !== "off") void checkMicrophone();
});

/** Answers what rings; says why when there is no microphone to answer with. */
export async function answerCall(): Promise<void> {
  if (!(await phone.answer())) notify("bad", i18n.t("mic.needed"));
}

export async function setState(
  state: DeskNow["state"],
  reason: string | null = null,
): Promise<void> {
  try {
    mirror(await api.deskState(state, reason));
  } catch (error) {
    complain(error);
  }
}
