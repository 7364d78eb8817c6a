import { create } from "zustand";

/** What the agent has written about a contact so far: kept over a reload, in this tab only. */
export interface Draft {
  reasons: string[];
  note: string;
  /** What is being written in the chat: another one may be looked at in between. */
  reply: string;
}
const EMPTY: Draft = { reasons: [], note: "", reply: "" };
const KEY = "yingda.draft.";

function stored(contactId: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY + contactId) ?? "{}") as object) };
  } catch {
    return EMPTY;
  }
}

const useDrafts = create<Record<string, Draft>>(() => ({}));

export function draftOf(contactId: string): Draft {
  return useDrafts.getState()[contactId] ?? stored(contactId);
}

export function useDraft(contactId: string): [Draft, (part: Partial<Draft>) => void] {
  const draft = useDrafts((drafts) => drafts[contactId]) ?? stored(contactId);
  return [
    draft,
    (part) => {
      const next = { ...draftOf(contactId), ...part };
      sessionStorage.setItem(KEY + contactId, JSON.stringify(next));
      useDrafts.setState({ [contactId]: next });
    },
  ];
}

/** Whoever signs in next at this machine reads nothing of it. */
export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(KEY)) sessionStorage.removeItem(key);
  useDrafts.setState({}, true);
}

export function dropDraft(contactId: string): void {
  sessionStorage.removeItem(KEY + contactId);
  useDrafts.setState({ [contactId]: EMPTY });
}
