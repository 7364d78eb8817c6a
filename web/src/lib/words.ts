/** Things that have a name in both languages, and words of the server that people read. */
import type { TFunction } from "i18next";
import { i18n } from "./i18n";

export const isEnglish = () => i18n.language === "en";

interface TwoNames {
  name: string;
  name_en: string;
}
/** The name in the reader's language. */
export const nameOf = (one: TwoNames) => (isEnglish() && one.name_en ? one.name_en : one.name);
export const placeName = (one: { zh: string; en: string }) =>
  isEnglish() && one.en ? one.en : one.zh;
export const kpiName = (one: { name_zh: string; name_en: string }) =>
  isEnglish() ? one.name_en : one.name_zh;

/** The catalogue's word for what the server says; an unknown word is shown as it is. */
export function wordOf(t: TFunction, group: Group, said: string): string {
  const key = `${group}.${said.replaceAll(".", "_")}`;
  return i18n.exists(key) ? t(key as "common.close") : said;
}
/** The centre names its queues in Chinese; those of the demo have English names here. */
export function queueWord(t: TFunction, id: string, name: string): string {
  const word = isEnglish() ? wordOf(t, "path.choice", id) : name;
  return word === id ? name : word;
}
type Group =
  | "outcome"
  | "channel"
  | "role"
  | "break"
  | "product"
  | "board.aim"
  | "event.kind"
  | "decision.rule"
  | "segment.end"
  | "path.step"
  | "path.choice"
  | "path.data";
