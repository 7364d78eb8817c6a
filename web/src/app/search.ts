/** What each page keeps in its address: filters and what is opened, never more than asked. */
import type { BehindFilter, ContactFilter, Grain } from "../api/types";

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(value)
      : undefined;

function pick<Key extends string>(raw: Raw, keys: readonly Key[]): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const value = text(raw[key]);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

const CONTACT = [
  "number",
  "customer_id",
  "agent_id",
  "queue_id",
  "branch_id",
  "from",
  "to",
  "outcome",
] as const;
const GRAINS: readonly Grain[] = ["total", "queue", "branch"];

interface Drilled {
  title?: string;
  drill?: ContactFilter;
  behind?: BehindFilter;
}
function drilled(raw: Raw): Drilled {
  const part = (key: string) =>
    raw[key] && typeof raw[key] === "object" ? (raw[key] as Raw) : null;
  const [drill, behind] = [part("drill"), part("behind")];
  const { date, figure, ...where } = pick(behind ?? {}, ["date", "figure", "queue", "branch"]);
  return {
    ...pick(raw, ["title"]),
    ...(drill ? { drill: pick(drill, CONTACT) } : {}),
    ...(date && figure ? { behind: { date, figure, ...where } } : {}),
  };
}

export const searchOf = {
  board: drilled,
  report: (raw: Raw): { date?: string; by?: Grain } & Drilled => {
    const by = GRAINS.find((grain) => grain === raw.by);
    return { ...pick(raw, ["date"]), ...(by ? { by } : {}), ...drilled(raw) };
  },
  recordings: (raw: Raw) => pick(raw, ["number", "agent_id", "from", "to"]),
  contacts: (raw: Raw): ContactFilter => pick(raw, CONTACT),
  orders: (raw: Raw) => pick(raw, ["status", "branch_id", "order"]),
};
