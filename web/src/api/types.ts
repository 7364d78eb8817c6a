/** The words of the API under short names. All but the panels of the screen pop, whose
 * answers the description leaves open, come from the description itself. */
import type { components, paths } from "./schema";

type Gettable = { [P in keyof paths]: paths[P]["get"] extends object ? P : never }[keyof paths];
type Got<P extends Gettable> = paths[P]["get"] extends {
  responses: { 200: { content: { "application/json": infer Answer } } };
}
  ? Answer
  : never;
type Words = components["schemas"];

/** In both languages; `nameOf` picks. The name of a person is a string. */
export type Name = Words["Name"];

export type Session = Got<"/api/session">;
export type Hotline = Got<"/api/hotline">;
export type PhoneAccount = Pick<
  Words["AtWork"]["phone"],
  "name" | "password" | "uri" | "ws" | "realm"
>;

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
] as const satisfies readonly Words["AgentState"][];
export type AgentState = Words["AgentState"];
export type Stage = Extract<AgentState, "reserved" | "ringing" | "talking" | "hold" | "wrap">;

export type Panel<T> =
  | { type: "data"; answer: T }
  | { type: "stale"; since: string | null; answer: T | null }
  | { type: "refused"; code: string; sentence: string };

export interface CustomerPanel {
  /** None: a stranger, of whom the number and its tier are known. */
  customer_id: string | null;
  name: string;
  number: string;
  tier_id: string;
  tier_name: Name;
  brand: Name | null;
  branch_id: string | null;
  branch_name: Name | null;
  products: { name: Name; status: string; until: string | null }[];
  balance_yuan: number | null;
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
  simulated: boolean;
}
export interface PathPanel {
  steps: { at: string; node: string; choice: string | null }[];
}
export interface HistoryPanel {
  contacts: {
    contact_id: string;
    at: string;
    channel: string;
    queue_name: Name | null;
    agent_name: string | null;
    reasons: string[];
    outcome: string;
    simulated: boolean;
  }[];
}
export interface OrdersPanel {
  orders: {
    order_id: string;
    number: string;
    type_name: Name;
    description: string;
    branch_name: Name;
    due: string;
    told: Name;
  }[];
}
export interface Pop {
  contact?: Panel<ContactPanel>;
  customer?: Panel<CustomerPanel>;
  path?: Panel<PathPanel>;
  history?: Panel<HistoryPanel>;
  orders?: Panel<OrdersPanel>;
}

export type ActiveContact = Omit<Words["ActiveContact"], "pop" | "stage"> & {
  stage: Stage;
  pop: Pop;
};
export type DeskNow = Omit<Words["DeskNow"], "contact" | "contacts"> & {
  contact: ActiveContact | null;
  /** All that the agent serves, the foremost first. */
  contacts: ActiveContact[];
};
export type QueueLine = Got<"/api/transfer-targets">["queues"][number];
export type DeskMessage =
  | DeskNow
  | { type: "TakenOver" }
  | { type: "ChatNews"; contact_id: string; number: number }
  | { type: "QueuesNow"; queues: QueueLine[] }
  | NotesNow;
/** What leaders wrote to this agent, until it is read. */
export type NotesNow = Got<"/api/desk/notes">;
export type Note = NotesNow["notes"][number];

/** The people whom somebody leads, live. */
export type FloorNow = Got<"/api/floor">;
export type FloorAgent = FloorNow["agents"][number];

export type Post = Words["PostLine"];
export type Thread = Got<"/api/chats/{contact_id}">;
export type Canned = Got<"/api/chats/canned">[number];
export type ChatState = Words["ChatState"];
export type VisitorNow = Words["VisitorNow"];

export type TransferTargets = Got<"/api/transfer-targets">;
export type ReasonLists = Got<"/api/reasons">;
export type Reason = ReasonLists["reasons"][number];

export type ContactRow = Got<"/api/contacts">["contacts"][number];
/** All callers, those who are not simulated, those who are. */
export type Simulated = BoardNow["only"]["simulated"];
export interface ContactFilter {
  number?: string | undefined;
  customer_id?: string | undefined;
  agent_id?: string | undefined;
  queue_id?: string | undefined;
  branch_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  outcome?: string | undefined;
  simulated?: Simulated | undefined;
}
export type Segment = ContactDetail["segments"][number];
export type ContactEvent = ContactDetail["events"][number];
export type RoutingDecision = ContactDetail["decisions"][number];
export type Recording = ContactDetail["recordings"][number];
export type ContactDetail = Got<"/api/contacts/{contact_id}">;

export type Branch = Got<"/api/branches">[number];
export type OrderType = Got<"/api/order-types">["types"][number];
export type Order = Words["Order"];
export type NewOrder = Words["NewOrder"];
/** An order with its tasks, its steps, its clocks, and what may be done with it now. */
export type OrderWhole = Words["OrderWhole"];
export type OrderState = Words["State"];
export type OrderAct = Words["Act"];
/** What goes with an act. */
export type Given = Words["Given"];
export type OrderTask = Words["TaskShown"];
export type InboxItem = Words["InboxItem"];
/** An order's flow as it is drawn. */
export type FlowDiagram = Words["Diagram"];
export type FlowNode = Words["Node"];
export type FlowEdge = Words["Edge"];
export type Holder = Words["Holder"];
export const OPEN_STATES = [
  "new",
  "sent",
  "held",
  "paused",
  "returned",
  "done",
  "calling",
  "verified",
] as const satisfies readonly OrderState[];
export const ENDED_STATES = ["closed", "cancelled"] as const satisfies readonly OrderState[];

export type Figure = DayReport["rows"][number]["figures"][string];
export type Kpi = BoardNow["kpis"][number];
export type BoardLine = Omit<BoardNow["branches"][number], "branch_id">;
export type BoardNow = Got<"/api/board">;
export type Grain =
  | "total"
  | "queue"
  | "branch"
  | "tier"
  | "channel"
  | "simulated"
  | "group"
  | "half_hour";
/** In which interval a contact counts: that of its request, or of each thing that happened. */
export type Attribution = Words["Attribution"];
export type DayReport = Omit<Got<"/api/reports/day">, "by"> & { by: Grain };
export type Behind = Got<"/api/reports/behind">["rows"][number];
/** The visits that one figure was counted from. */
export interface BehindFilter {
  date: string;
  figure: string;
  queue?: string | undefined;
  branch?: string | undefined;
  tier?: string | undefined;
  channel?: string | undefined;
  simulated?: Simulated | undefined;
  group?: string | undefined;
  half_hour?: number | undefined;
  attribution?: Attribution | undefined;
}

export type Person = Got<"/api/people">["people"][number];
export type Profile = Got<"/api/people/{user_id}">;
export type Organigram = Got<"/api/people/tree">;
export type TreePlace = Organigram["places"][number];
export type TreeGroup = TreePlace["groups"][number];
export type PersonDraft = Words["people_model_Draft"];
export type FileReport = Words["FileReport"];

export const LOGS = [
  "operation",
  "sign-in",
  "access",
  "interface",
  "system",
] as const satisfies readonly Words["Kind"][];
export type Log = Words["Kind"];
export type AuditLine = Got<"/api/audit">["entries"][number];
export type AuditState = Got<"/api/audit/state">;
export interface AuditFilter {
  kind?: Log | undefined;
  user_id?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export type ParameterNow = Words["ParameterNow"];
export type PastVersion = Words["PastVersion"];
export type Proposal = Words["Proposal"];
export type Difference = Words["Difference"];
/** Where, from when on and why a rule shall be different. */
export type Wished = Words["Wished"];
export type Delegation = Words["Delegation"];
export type RightsOf = Words["RightsOf"];
