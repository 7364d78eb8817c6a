// @vitest-environment jsdom
import { expect, test } from "vitest";
import { name, remap, resetShortcuts, SHORTCUTS, useShortcuts } from "./shortcuts";

const pressed = (code: string, held: Partial<KeyboardEvent> = {}) =>
  name({ altKey: false, ctrlKey: false, metaKey: false, code, key: "", ...held });

test("keys are named by their place, so a layout or Alt changes nothing", () => {
  expect(pressed("KeyA", { altKey: true, key: "å" })).toBe("Alt+A");
  expect(pressed("KeyS", { metaKey: true })).toBe("Ctrl+S");
  expect(pressed("Slash", { key: "?" })).toBe("?");
});
test("no two shortcuts are the same and none is the browser's", () => {
  const all = Object.values(SHORTCUTS);
  expect(new Set(all).size).toBe(all.length);
  for (const keys of all)
    expect(["Alt+D", "Alt+E", "Alt+F", "Ctrl+T", "Ctrl+W", "Ctrl+N"]).not.toContain(keys);
});
test("a shortcut moves to free keys only, and back", () => {
  expect(remap("mute", "Alt+H")).toBe(false);
  expect(remap("mute", "Alt+D")).toBe(false);
  expect(remap("mute", "Alt+J")).toBe(true);
  expect(useShortcuts.getState().mute).toBe("Alt+J");
  resetShortcuts();
  expect(useShortcuts.getState().mute).toBe("Alt+M");
});
