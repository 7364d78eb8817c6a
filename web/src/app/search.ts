/** What each page keeps in its address: filters and what is opened, never more than asked. */
import type { ContactFilter, Grain } from "../api/types";

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

export const searchOf = {
  board: (raw: Raw): { drill?: ContactFilter; title?: string } => ({
    ...(raw.drill && typeof raw.drill === "object"
      ? { drill: pick(raw.drill as Raw, CONTACT) }
      : {}),
    ...pick(raw, ["title"]),
  }),
  report: (raw: Raw): { date?: string; by?: Grain } => {
    const by = GRAINS.find((grain) => grain === raw.by);
    return { ...pick(raw, ["date"]), ...(by ? { by } : {}) };
  },
  recordings: (raw: Raw) => pick(raw, ["number", "agent_id", "from", "to"]),
  contacts: (raw: Raw): ContactFilter => pick(raw, CONTACT),
  orders: (raw: Raw) => pick(raw, ["status", "branch_id", "order"]),
};
