/** Keyboard shortcuts: Alt and a letter by default, remappable, silent while an input
 * method is composing. Keys are named by their place, so Alt changes nothing on a Mac. */
import { useEffect, useRef } from "react";
import { create } from "zustand";

export const SHORTCUTS = {
  answer: "Alt+A",
  hangUp: "Alt+Q",
  mute: "Alt+M",
  hold: "Alt+H",
  transfer: "Alt+T",
  keypad: "Alt+K",
  states: "Alt+S",
  ready: "Alt+R",
  order: "Alt+O",
  wrapUp: "Alt+W",
  nextContact: "Alt+N",
  canned: "Alt+C",
  save: "Ctrl+S",
  desk: "Alt+1",
  board: "Alt+2",
  fullScreen: "Alt+Enter",
  help: "?",
} as const;
export type ShortcutId = keyof typeof SHORTCUTS;

const KEY = "yingda.shortcuts";
const FORBIDDEN = new Set(["Alt+D", "Alt+E", "Alt+F", "Alt+Tab", "Alt+F4"]);

function stored(): Partial<Record<ShortcutId, string>> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<ShortcutId, string>>;
  } catch {
    return {};
  }
}

export const useShortcuts = create(
  () => ({ ...SHORTCUTS, ...stored() }) as Record<ShortcutId, string>,
);

/** False when the browser keeps the keys for itself or another action has them. */
export function remap(id: ShortcutId, keys: string): boolean {
  const all = useShortcuts.getState();
  const isTaken = Object.entries(all).some(([other, its]) => other !== id && its === keys);
  if (isTaken || FORBIDDEN.has(keys) || !/^Alt\+([A-Z0-9]|Enter)$/.test(keys)) return false;
  useShortcuts.setState({ [id]: keys });
  localStorage.setItem(KEY, JSON.stringify({ ...stored(), [id]: keys }));
  return true;
}

export function resetShortcuts(): void {
  localStorage.removeItem(KEY);
  useShortcuts.setState({ ...SHORTCUTS });
}

type Pressed = Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "code" | "key">;

export function name(event: Pressed): string {
  if (event.key === "?" && !event.altKey && !event.ctrlKey && !event.metaKey) return "?";
  const key = event.code.replace(/^(Key|Digit)/, "");
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt"].filter(Boolean);
  return [...held, key].join("+");
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select"));

export function useShortcut(id: ShortcutId, act: () => void, isOn = true): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!isOn) return;
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return;
      const pressed = name(event);
      if (pressed !== useShortcuts.getState()[id]) return;
      if (pressed === "?" && isWriting(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [id, isOn]);
}
