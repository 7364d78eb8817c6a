export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Tells `change` when the reader takes another language. */
export const reader = new EventTarget();

const KEY = "yingda.language";
let current: Language | undefined;

export function choose(stored: string | null, wanted: readonly string[]): Language {
  if (stored === "zh-CN" || stored === "en") return stored;
  const first = wanted.find((tag) => /^(zh|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export function language(): Language {
  current ??= choose(localStorage.getItem(KEY), navigator.languages);
  return current;
}

export function keepLanguage(next: Language): void {
  current = next;
  localStorage.setItem(KEY, next);
  reader.dispatchEvent(new Event("change"));
}
