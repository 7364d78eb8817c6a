/** Every verb and question the pages put to the server, one line each. */
import { http } from "./http";
import type {
  BoardNow,
  ContactDetail,
  ContactFilter,
  ContactRow,
  DayReport,
  DeskNow,
  Grain,
  Hotline,
  Order,
  OrderType,
  PhoneAccount,
  Reason,
  Recording,
  Session,
  TransferTargets,
} from "./types";

type Page<Key extends string, T> = Record<Key, T[]> & { next: string | null };
const id = encodeURIComponent;

export const api = {
  session: () => http.get<Session>("/api/session"),
  signIn: (user: string, password: string) =>
    http.post<Session>("/api/session", { user, password }),
  signOut: () => http.remove("/api/session"),
  hotline: () => http.get<Hotline>("/api/hotline"),

  desk: () => http.get<DeskNow>("/api/desk"),
  deskSignIn: () => http.post<{ phone: PhoneAccount; desk: DeskNow }>("/api/desk/sign-in"),
  deskSignOut: () => http.post<void>("/api/desk/sign-out"),
  deskState: (state: string, reason: string | null) =>
    http.post<DeskNow>("/api/desk/state", { state, reason }),
  resume: () => http.post<DeskNow>("/api/desk/resume"),
  wrapUp: (body: {
    contact_id: string;
    reasons: string[];
    note: string | null;
    then: "ready" | null;
  }) => http.post<DeskNow>("/api/desk/wrap-up", body),
  extendWrapUp: (contact_id: string) =>
    http.post<DeskNow>("/api/desk/wrap-up/extend", { contact_id }),

  hold: (contact: string) => http.post<void>(`/api/calls/${id(contact)}/hold`),
  retrieve: (contact: string) => http.post<void>(`/api/calls/${id(contact)}/retrieve`),
  hangUp: (contact: string) => http.post<void>(`/api/calls/${id(contact)}/hang-up`),
  keys: (contact: string, keys: string) =>
    http.post<void>(`/api/calls/${id(contact)}/keys`, { keys }),
  transfer: (
    contact: string,
    body: { to_queue: string | null; to_agent: string | null; note: string | null },
  ) => http.post<void>(`/api/calls/${id(contact)}/transfer`, body),
  targets: (q: string) => http.get<TransferTargets>("/api/transfer-targets", { q }),
  reasons: () => http.get<{ reasons: Reason[] }>("/api/reasons"),

  contacts: (filter: ContactFilter & { cursor?: string | undefined; limit?: number }) =>
    http.get<Page<"contacts", ContactRow>>("/api/contacts", { ...filter }),
  contact: (contact: string) => http.get<ContactDetail>(`/api/contacts/${id(contact)}`),
  recordings: (filter: {
    number?: string | undefined;
    agent_id?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    cursor?: string | undefined;
  }) => http.get<Page<"recordings", Recording>>("/api/recordings", filter),
  listen: (recording: string, reason: string) =>
    http.post<{ url: string; peaks: number[][]; seconds: number }>(
      `/api/recordings/${id(recording)}/listen`,
      { reason },
    ),

  branches: () => http.get<{ branches: { branch_id: string; name: string }[] }>("/api/branches"),
  queues: () => http.get<{ queues: { queue_id: string; name: string }[] }>("/api/queues"),
  orderTypes: () => http.get<{ types: OrderType[] }>("/api/order-types"),
  orders: (filter: {
    status?: string | undefined;
    branch_id?: string | undefined;
    contact_id?: string | undefined;
    customer_id?: string | undefined;
    cursor?: string | undefined;
  }) => http.get<Page<"orders", Order>>("/api/orders", filter),
  order: (order: string) => http.get<Order>(`/api/orders/${id(order)}`),
  openOrder: (body: {
    contact_id: string | null;
    customer_id: string | null;
    type: string;
    description: string;
    branch_id: string;
    due: string | null;
  }) => http.post<Order>("/api/orders", body),
  closeOrder: (order: string, result: string) =>
    http.post<Order>(`/api/orders/${id(order)}/close`, { result }),

  board: () => http.get<BoardNow>("/api/board"),
  dayReport: (date: string, by: Grain) => http.get<DayReport>("/api/reports/day", { date, by }),
  webCall: (number: string | null) =>
    http.post<{ phone: PhoneAccount; call: string }>("/api/web-calls", { number }),
};
