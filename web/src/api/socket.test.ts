// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepLanguage } from "../lib/language";
import { signIn } from "./http";
import { keepOpen } from "./socket";

/** A line that does what the test says. */
class Line {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  isClosed = false;
  sent: string[] = [];
  constructor(readonly url: string) {
    Line.all.push(this);
  }
  open() {
    this.readyState = Line.OPEN;
    this.onopen?.();
  }
  close() {
    this.isClosed = true;
  }
  send(text: string) {
    this.sent.push(text);
  }
}
const newest = () => Line.all[Line.all.length - 1] as Line;
const wishes = { onMessage: () => undefined, onState: () => undefined };
let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
  Line.all = [];
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a line opened because the network is back is not closed by the one it replaced", () => {
  stop = keepOpen("/ws/desk", wishes);
  vi.advanceTimersByTime(4000);
  window.dispatchEvent(new Event("online"));
  newest().open();
  vi.advanceTimersByTime(4000);
  expect(Line.all.map((line) => line.isClosed)).toEqual([true, false]);
});

test("a lost line is opened again, and no more once it is given up", () => {
  stop = keepOpen("/ws/desk", wishes);
  newest().onclose?.({ code: 1006 });
  vi.advanceTimersByTime(300);
  expect(Line.all).toHaveLength(2);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(Line.all).toHaveLength(2);
});

test("the page learns at once that the sign-in session is over", () => {
  const over = vi.fn();
  signIn.addEventListener("over", over);
  stop = keepOpen("/ws/desk", wishes);
  newest().open();
  newest().onclose?.({ code: 4401 });
  expect(over).toHaveBeenCalledOnce();
  signIn.removeEventListener("over", over);
});

test("a line is opened in the language of the page, and anew when that changes", () => {
  keepLanguage("zh-CN");
  stop = keepOpen("/ws/desk", wishes);
  newest().open();
  keepLanguage("en");
  expect(Line.all.map((line) => line.url.split("?")[1])).toEqual(["language=zh-CN", "language=en"]);
  expect(Line.all.map((line) => line.isClosed)).toEqual([true, false]);
});

test("a page whose line is refused asks whether it is still signed in", async () => {
  const over = vi.fn();
  signIn.addEventListener("over", over);
  vi.stubGlobal("fetch", async () => Response.json({ code: "not-signed-in" }, { status: 401 }));
  stop = keepOpen("/ws/desk", wishes);
  newest().onclose?.({ code: 1006 });
  await vi.waitFor(() => expect(over).toHaveBeenCalledOnce());
  signIn.removeEventListener("over", over);
});

test("a page without a session says first what it wants, each time anew", () => {
  let after = 0;
  stop = keepOpen("/ws/chat", { ...wishes, hello: () => ({ token: "t", after }) });
  newest().open();
  after = 7;
  newest().onclose?.({ code: 1006 });
  vi.advanceTimersByTime(300);
  newest().open();
  expect(Line.all.map((line) => line.sent)).toEqual([
    ['{"token":"t","after":0}'],
    ['{"token":"t","after":7}'],
  ]);
});

test("what is not there any more is not asked for again", () => {
  const onUnknown = vi.fn();
  stop = keepOpen("/ws/chat", { ...wishes, hello: () => ({}), onUnknown });
  newest().open();
  newest().onclose?.({ code: 4404 });
  vi.advanceTimersByTime(60_000);
  expect(onUnknown).toHaveBeenCalledOnce();
  expect(Line.all).toHaveLength(1);
});
