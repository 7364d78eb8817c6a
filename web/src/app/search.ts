/** What each page keeps in its address: filters and what is opened, never more than asked. */
import {
  type Attribution,
  type AuditFilter,
  type BehindFilter,
  type ContactFilter,
  ENDED_STATES,
  type Grain,
  LOGS,
  OPEN_STATES,
  type OrderState,
  type Simulated,
} from "../api/types";

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
const simulated = (raw: Raw): { simulated?: Simulated } =>
  raw.simulated === "no" || raw.simulated === "yes" ? { simulated: raw.simulated } : {};

const GRAINS: readonly Grain[] = [
  "total",
  "queue",
  "branch",
  "tier",
  "channel",
  "simulated",
  "group",
  "half_hour",
];
const ATTRIBUTIONS: readonly Attribution[] = ["arrival", "event"];

/** Whose contacts a board or report counts. */
interface Chosen {
  channel?: string;
  simulated?: Simulated;
}

/** Which orders are listed: the open ones unless it says otherwise. */
interface Listed {
  status?: "closed" | "all";
  state?: OrderState;
}

interface Drilled {
  title?: string;
  drill?: ContactFilter;
  behind?: BehindFilter;
}
function drilled(raw: Raw): Drilled {
  const part = (key: string) =>
    raw[key] && typeof raw[key] === "object" ? (raw[key] as Raw) : null;
  const [drill, behind] = [part("drill"), part("behind")];
  const { date, figure, ...where } = pick(behind ?? {}, [
    "date",
    "figure",
    "queue",
    "branch",
    "tier",
    "channel",
    "group",
  ]);
  const half_hour = Number(behind?.half_hour ?? Number.NaN);
  const attribution = ATTRIBUTIONS.find((one) => one === behind?.attribution);
  const when = {
    ...(Number.isInteger(half_hour) ? { half_hour } : {}),
    ...(attribution ? { attribution } : {}),
    ...simulated(behind ?? {}),
  };
  return {
    ...pick(raw, ["title"]),
    ...(drill ? { drill: { ...pick(drill, CONTACT), ...simulated(drill) } } : {}),
    ...(date && figure ? { behind: { date, figure, ...where, ...when } } : {}),
  };
}

export const searchOf = {
  board: (raw: Raw): Chosen & Drilled => ({
    ...pick(raw, ["channel"]),
    ...simulated(raw),
    ...drilled(raw),
  }),
  report: (raw: Raw): { date?: string; by?: Grain; count?: Attribution } & Chosen & Drilled => {
    const by = GRAINS.find((grain) => grain === raw.by);
    const count = ATTRIBUTIONS.find((one) => one === raw.count);
    return {
      ...pick(raw, ["date", "channel"]),
      ...simulated(raw),
      ...(by ? { by } : {}),
      ...(count ? { count } : {}),
      ...drilled(raw),
    };
  },
  recordings: (raw: Raw) => ({
    ...pick(raw, ["number", "agent_id", "from", "to"]),
    ...simulated(raw),
  }),
  contacts: (raw: Raw): ContactFilter => ({ ...pick(raw, CONTACT), ...simulated(raw) }),
  people: (raw: Raw) => pick(raw, ["q", "group", "place", "gone", "person"]),
  rights: (raw: Raw) => pick(raw, ["view", "person"]),
  rules: (raw: Raw) => pick(raw, ["q", "place", "rule"]),
  audit: (raw: Raw): AuditFilter => {
    const { kind: _, ...rest } = pick(raw, [
      "kind",
      "user_id",
      "action",
      "subject",
      "since",
      "until",
    ]);
    const kind = LOGS.find((one) => one === raw.kind);
    return kind ? { ...rest, kind } : rest;
  },
  orders: (raw: Raw): Listed & { branch_id?: string; order?: string } => {
    const { status, state, ...rest } = pick(raw, ["status", "state", "branch_id", "order"]);
    const shown = (["closed", "all"] as const).find((one) => one === status);
    const inState = [...OPEN_STATES, ...ENDED_STATES].find((one) => one === state);
    return { ...rest, ...(shown && { status: shown }), ...(inState && { state: inState }) };
  },
};
