/** The words of the API, as the server says them: snake_case, times in ISO 8601 UTC. */

export type Role = "agent" | "leader" | "supervisor" | "quality" | "admin";

export interface Session {
  user_id: string;
  name: string;
  roles: string[];
  actions: string[];
  agent_id: string | null;
  branch_id: string;
}

export interface Hotline {
  number: string;
  name: string;
  demo: boolean;
  accounts: { user: string; password: string; name: string; role: string }[];
}

export interface PhoneAccount {
  name: string;
  password: string;
  uri: string;
  ws: string;
  realm: string;
}

export const AGENT_STATES = [
  "ready",
  "reserved",
  "ringing",
  "talking",
  "hold",
  "wrap",
  "break",
  "training",
  "meeting",
  "offline",
] as const;
export type AgentState = (typeof AGENT_STATES)[number];
export type Stage = "reserved" | "ringing" | "talking" | "hold" | "wrap";

export type Panel<T> =
  | { type: "data"; answer: T }
  | { type: "stale"; since: string | null; answer: T | null }
  | { type: "refused"; code: string; sentence: string };

export interface CustomerPanel {
  customer_id: string;
  name: string;
  number: string;
  tier_id: string;
  tier_name: string;
  brand: string;
  branch_name: string;
  products: { name: string; status: string }[];
  balance_yuan: number | string | null;
  since: string | null;
  alerts: string[];
}
export interface ContactPanel {
  contact_id: string;
  called: string;
  door: string;
  arrived: string;
  queue_id: string | null;
  data: Record<string, string>;
}
export interface PathPanel {
  steps: { at: string; node: string; label: string; choice: string | null }[];
}
export interface HistoryPanel {
  contacts: {
    contact_id: string;
    at: string;
    channel: string;
    queue_name: string | null;
    agent_name: string | null;
    reasons: string[];
    outcome: string;
  }[];
}
export interface OrdersPanel {
  orders: {
    order_id: string;
    type: string;
    description: string;
    branch_name: string;
    due: string;
    status: string;
  }[];
}
export interface Pop {
  contact?: Panel<ContactPanel>;
  customer?: Panel<CustomerPanel>;
  path?: Panel<PathPanel>;
  history?: Panel<HistoryPanel>;
  orders?: Panel<OrdersPanel>;
}

export interface ActiveContact {
  contact_id: string;
  leg_id: string;
  customer_id: string | null;
  stage: Stage;
  queue_id: string;
  queue_name: string;
  offered_at: string;
  bridged_at: string | null;
  held_since: string | null;
  waited_seconds: number;
  pop: Pop;
}

export interface DeskNow {
  type: "DeskNow";
  seq: number;
  agent_id: string;
  state: AgentState;
  since: string;
  reason: string | null;
  next_state: AgentState | null;
  contact: ActiveContact | null;
  wrap_until: string | null;
  server_time: string;
}
export interface QueueLine {
  queue_id: string;
  name: string;
  waiting: number;
  longest_since: string | null;
  ready: number;
}
export type DeskMessage =
  | DeskNow
  | { type: "TakenOver" }
  | { type: "QueuesNow"; queues: QueueLine[] };

export interface TransferTargets {
  agents: { agent_id: string; name: string; state: AgentState; since: string; queues: string[] }[];
  queues: { queue_id: string; name: string; waiting: number; ready: number }[];
}

export interface Reason {
  code: string;
  name: string;
  parent: string | null;
  pinyin: string;
}

export interface ContactRow {
  contact_id: string;
  at: string;
  ended: string | null;
  channel: string;
  customer_id: string | null;
  customer_name: string | null;
  number_masked: string | null;
  queue_id: string | null;
  agent_ids: string[];
  agent_names: string[];
  wait_seconds: number | null;
  talk_seconds: number | null;
  outcome: string;
  recordings: number;
}
export interface ContactFilter {
  number?: string | undefined;
  customer_id?: string | undefined;
  agent_id?: string | undefined;
  queue_id?: string | undefined;
  branch_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  outcome?: string | undefined;
}

export interface Segment {
  leg_id: string;
  queue_id: string | null;
  agent_id: string | null;
  agent_name: string | null;
  queued: string | null;
  offered: string | null;
  rang: string | null;
  bridged: string | null;
  ended: string | null;
  why: string | null;
}
export interface ContactEvent {
  at: string;
  kind: string;
  stage: string;
  fields: Record<string, unknown>;
}
export interface RoutingDecision {
  at: string;
  agent_id: string;
  rule: string;
  rules_version: number;
  widened: number;
  able: number;
  waiting: number;
  contact_score: number[];
  candidates: { agent_id: string; agent_name: string; score: number[] }[];
}
export interface Recording {
  recording_id: string;
  contact_id: string;
  leg_id: string;
  agent_id: string;
  agent_name: string;
  at: string;
  seconds: number;
  customer_name: string | null;
  number_masked: string | null;
  queue_name: string | null;
  state: string;
}
export interface ContactDetail {
  card: ContactRow;
  segments: Segment[];
  events: ContactEvent[];
  decisions: RoutingDecision[];
  recordings: Recording[];
}

export interface OrderType {
  type: string;
  name: string;
  due_hours: number;
}
export interface Order {
  order_id: string;
  number: string;
  type: string;
  type_name: string;
  description: string;
  branch_id: string;
  branch_name: string;
  due: string;
  status: "open" | "closed";
  opened_at: string;
  opened_by_name: string;
  closed_at: string | null;
  result: string | null;
  contact_id: string | null;
  customer_id: string | null;
  customer_name: string | null;
}

export interface Figure {
  value: number | null;
  numerator: number;
  denominator: number;
}
export interface Kpi extends Figure {
  id: string;
  name_zh: string;
  name_en: string;
  unit: "ratio" | "seconds";
  target: number | null;
  /** How sure the target is: only `rule` may be shown as one. */
  target_shown_as: "rule" | "reported-rule" | "internal" | "own" | "unverified" | null;
  state: "ok" | "warn" | "bad" | "none";
}
export interface BoardLine {
  name: string;
  waiting: number;
  longest_since: string | null;
  kpis: Record<string, Figure>;
}
export interface BoardNow {
  type: "BoardNow";
  as_of: string;
  kpis: Kpi[];
  waiting: number;
  longest_since: string | null;
  agents_by_state: Partial<Record<AgentState, number>>;
  queues: (BoardLine & { queue_id: string })[];
  branches: (BoardLine & { branch_id: string })[];
  agents: {
    agent_id: string;
    name: string;
    state: AgentState;
    since: string;
    reason: string | null;
    queue_name: string | null;
  }[];
  half_hours: {
    half_hour: number;
    requested: number;
    answered: number;
    abandoned: number;
    k01: number | null;
  }[];
}

export type Grain = "total" | "queue" | "branch";
export interface DayReport {
  date: string;
  by: Grain;
  attribution: string;
  finished: boolean;
  columns: { id: string; name_zh: string; name_en: string; unit: "ratio" | "seconds" }[];
  rows: {
    key: string;
    name: string;
    figures: Record<string, Figure>;
    counts: Record<string, number>;
  }[];
}
