/** A WebSocket that comes back by itself, soon and for ever. */
import { language, reader } from "../lib/language";
import { answer, client, signIn } from "./http";

export type LinkState = "connecting" | "open" | "lost";

/** 0.25, 0.5, 1, 2, 2, 2 … seconds, a little spread so that desks do not return in step. */
export function backoff(attempt: number, chance: number): number {
  return Math.min(2000, 250 * 2 ** attempt) * (0.75 + 0.25 * chance);
}

interface Wishes<T> {
  onMessage: (message: T, isFirst: boolean) => void;
  onState: (state: LinkState) => void;
  /** What the page says first, where no session says who it is. */
  hello?: () => unknown;
  /** What it asked for is not there (any more): it is not opened again. */
  onUnknown?: () => void;
  /** Silence longer than this means that the line is dead though nobody said so. */
  quietMs?: number;
}

const PING_MS = 20_000;
/** The server closes with it when the sign-in session is over. */
const SIGNED_OUT = 4401;
const UNKNOWN = 4404;

export function keepOpen<T>(path: string, wishes: Wishes<T>): () => void {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let timer = 0;
  let quiet = 0;
  let closed = false;

  // A browser lets no page set headers here, so what the reader speaks is in the address.
  const url = () =>
    `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}${path.includes("?") ? "&" : "?"}language=${language()}`;

  const listen = () => {
    clearTimeout(quiet);
    if (wishes.quietMs) quiet = window.setTimeout(again, wishes.quietMs);
  };

  const drop = () => {
    clearTimeout(timer);
    clearTimeout(quiet);
    if (socket) socket.onopen = socket.onclose = socket.onmessage = null;
    socket?.close();
    socket = null;
  };

  const again = () => {
    if (closed || !socket) return;
    drop();
    wishes.onState("lost");
    timer = window.setTimeout(open, backoff(attempt++, Math.random()));
  };

  const open = () => {
    drop();
    let isFirst = true;
    const here = new WebSocket(url());
    socket = here;
    if (attempt === 0) wishes.onState("connecting");
    let isOpened = false;
    here.onopen = () => {
      isOpened = true;
      if (wishes.hello) here.send(JSON.stringify(wishes.hello()));
      wishes.onState("open");
      listen();
    };
    here.onmessage = (event: MessageEvent<string>) => {
      attempt = 0;
      listen();
      wishes.onMessage(JSON.parse(event.data) as T, isFirst);
      isFirst = false;
    };
    here.onclose = ({ code }) => {
      if (code === UNKNOWN && wishes.onUnknown) {
        drop();
        wishes.onUnknown();
        return;
      }
      if (code === SIGNED_OUT) signIn.dispatchEvent(new Event("over"));
      // Why a line was not even opened stays hidden; whether we are signed in can be asked.
      else if (!isOpened && !wishes.hello)
        answer(client.GET("/api/session")).catch(() => undefined);
      again();
    };
    // A connection that neither opens nor fails would hold us up.
    quiet = window.setTimeout(again, 5000);
  };

  const hurry = () => {
    if (socket?.readyState !== WebSocket.OPEN) open();
  };
  const ping = window.setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "Ping" }));
  }, PING_MS);
  window.addEventListener("online", hurry);
  reader.addEventListener("change", open);
  open();

  return () => {
    closed = true;
    clearInterval(ping);
    window.removeEventListener("online", hurry);
    reader.removeEventListener("change", open);
    drop();
  };
}
