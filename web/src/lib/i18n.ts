/** The words of the pages. Each language comes in parts (`locales/<language>/<part>.json`):
 * the shell's first, and those of a page together with the page. */
import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Part, Words } from "../locales/parts";
import { keepLanguage, type Language, language } from "./language";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Words };
  }
}

export const i18n = createInstance();

const files = import.meta.glob<object>("../locales/*/*.json", { import: "default" });
const needed = new Set<Part>(["shell"]);
const brought = new Map<string, Promise<void>>();

async function bring(lng: Language, part: Part): Promise<void> {
  const words = await files[`../locales/${lng}/${part}.json`]?.();
  if (words) i18n.addResourceBundle(lng, "translation", words, true);
}

/** Once for each part and language; what failed is tried anew. */
function have(lng: Language, part: Part): Promise<void> {
  const key = `${lng}/${part}`;
  const coming = brought.get(key) ?? bring(lng, part);
  brought.set(key, coming);
  coming.catch(() => brought.delete(key));
  return coming;
}

/** A page that is being fetched, and at the same time the words that stand on it. */
export async function withWords<Page>(page: Promise<Page>, ...parts: Part[]): Promise<Page> {
  for (const part of parts) needed.add(part);
  await Promise.all(parts.map((part) => have(language(), part)));
  return page;
}

async function turnTo(lng: Language): Promise<void> {
  await Promise.all([...needed].map((part) => have(lng, part)));
  await i18n.changeLanguage(lng);
  document.documentElement.lang = lng;
}

export async function startI18n(): Promise<void> {
  const lng = language();
  await i18n.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await turnTo(lng);
}

export async function speak(lng: Language): Promise<void> {
  keepLanguage(lng);
  await turnTo(lng);
}
