/** The parts in which the words come; a page names those that it needs in the router. */
import type audit from "./zh-CN/audit.json";
import type board from "./zh-CN/board.json";
import type call from "./zh-CN/call.json";
import type chat from "./zh-CN/chat.json";
import type contacts from "./zh-CN/contacts.json";
import type desk from "./zh-CN/desk.json";
import type floor from "./zh-CN/floor.json";
import type orders from "./zh-CN/orders.json";
import type people from "./zh-CN/people.json";
import type report from "./zh-CN/report.json";
import type rights from "./zh-CN/rights.json";
import type rules from "./zh-CN/rules.json";
import type shell from "./zh-CN/shell.json";

export interface Catalogue {
  shell: typeof shell;
  desk: typeof desk;
  contacts: typeof contacts;
  orders: typeof orders;
  board: typeof board;
  report: typeof report;
  call: typeof call;
  people: typeof people;
  audit: typeof audit;
  chat: typeof chat;
  floor: typeof floor;
  /** What rules are called is only ever looked up by `wordOf`. */
  rules: Omit<typeof rules, "rule">;
  rights: Omit<typeof rights, "right">;
}
export type Part = keyof Catalogue;

type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer Both,
) => void
  ? Both
  : never;
/** All of them together, as `t` sees them. */
export type Words = All<Catalogue[Part]>;
