import { create } from "zustand";
import { Problem } from "../api/http";
import { i18n } from "../lib/i18n";

/** Short sentences that come and go: refusals above all. */
export interface Notice {
  id: number;
  kind: "bad" | "good";
  text: string;
}
const SHOWN_MS = 6000;
let count = 0;

export const useNotices = create<{ notices: Notice[] }>(() => ({ notices: [] }));

export function dismiss(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) }));
}

export function notify(kind: Notice["kind"], text: string): void {
  const id = ++count;
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((one) => one.text !== text), { id, kind, text }].slice(-4),
  }));
  window.setTimeout(() => dismiss(id), SHOWN_MS);
}

/** The server's own sentence where there is one. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) {
    if (error.message) return error.message;
    if (error.status === 0) return i18n.t("problem.away");
    if (error.status === 401) return i18n.t("problem.signedOut");
    if (error.status === 403) return i18n.t("problem.forbidden");
    if (error.status === 503) return i18n.t("problem.unavailable");
    return i18n.t("problem.other", { code: error.code });
  }
  return i18n.t("problem.other", { code: error instanceof Error ? error.name : "" });
}

export const complain = (error: unknown) => notify("bad", sentence(error));
