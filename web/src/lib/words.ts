/** Things that have a name in both languages, and words of the server that people read. */
import type { TFunction } from "i18next";
import type { Name } from "../api/types";
import { i18n } from "./i18n";

/** What one of the centre's own things is called, for whoever reads this page. */
export function nameOf(name: Name): string;
export function nameOf(name: Name | null | undefined): string | undefined;
export function nameOf(name: Name | null | undefined): string | undefined {
  return i18n.language === "en" ? name?.en : name?.zh;
}

/** The catalogue's word for what the server says; an unknown word is shown as it is. */
export function wordOf(t: TFunction, group: Group, said: string): string {
  const key = `${group}.${said.replaceAll(".", "_")}`;
  return i18n.exists(key) ? t(key as "common.close") : said;
}
/** Several words one after another. */
export const listed = (t: TFunction, words: readonly string[]) => words.join(t("common.comma"));

type Group =
  | "outcome"
  | "channel"
  | "role"
  | "customer.alert"
  | "product"
  | "board.aim"
  | "event.kind"
  | "event.field"
  | "event.value"
  | "decision.rule"
  | "segment.end"
  | "path.value"
  | "path.data"
  | "chat.author"
  | "chat.news"
  | "rule.stage"
  | "rule.name"
  | "right.action"
  | "order.act"
  | "order.answer"
  | "order.reason";
