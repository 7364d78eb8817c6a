/** Every verb and question the pages put to the server. Paths, parameters and answers are
 * those of the server's own description; a difference does not compile. */
import { answer, client } from "./http";
import type {
  Attribution,
  AuditFilter,
  BehindFilter,
  ContactFilter,
  DayReport,
  DeskNow,
  Given,
  Grain,
  Name,
  NewOrder,
  OrderAct,
  OrderState,
  PersonDraft,
  Simulated,
} from "./types";

/** A file on its way: its bytes in base 64. */
export interface NewFile {
  name: string;
  media_type: string;
  data: string;
}
type Paged = { cursor?: string | undefined };
const desk = async (asked: Promise<unknown>) => (await asked) as DeskNow;
const contact = (contact_id: string) => ({ path: { contact_id } });

export const api = {
  session: () => answer(client.GET("/api/session")),
  signIn: (user: string, password: string) =>
    answer(client.POST("/api/session", { body: { user, password } })),
  signOut: () => answer(client.DELETE("/api/session")),
  health: () => answer(client.GET("/api/health")),
  hotline: () => answer(client.GET("/api/hotline")),

  desk: () => desk(answer(client.GET("/api/desk"))),
  deskSignIn: async () => {
    const { phone, desk } = await answer(client.POST("/api/desk/sign-in"));
    return { phone, desk: desk as DeskNow };
  },
  deskSignOut: () => answer(client.POST("/api/desk/sign-out")),
  deskState: (state: DeskNow["state"], reason: string | null) =>
    desk(answer(client.POST("/api/desk/state", { body: { state, reason } }))),
  resume: () => desk(answer(client.POST("/api/desk/resume"))),
  wrapUp: (body: {
    contact_id: string;
    reasons: string[];
    note: string | null;
    then: "ready" | null;
  }) => desk(answer(client.POST("/api/desk/wrap-up", { body }))),
  extendWrapUp: (contact_id: string) =>
    desk(answer(client.POST("/api/desk/wrap-up/extend", { body: { contact_id } }))),

  readNote: (note_id: string) =>
    answer(client.POST("/api/desk/notes/{note_id}/read", { params: { path: { note_id } } })),

  forceState: (agent_id: string, state: DeskNow["state"], reason: string | null) =>
    answer(
      client.POST("/api/floor/agents/{agent_id}/state", {
        params: { path: { agent_id } },
        body: { state, reason },
      }),
    ),
  sendHome: (agent_id: string) =>
    answer(
      client.POST("/api/floor/agents/{agent_id}/sign-out", { params: { path: { agent_id } } }),
    ),
  writeTo: (agent_id: string, text: string) =>
    answer(
      client.POST("/api/floor/agents/{agent_id}/notes", {
        params: { path: { agent_id } },
        body: { text },
      }),
    ),
  listenTo: (agent_id: string) =>
    answer(client.POST("/api/floor/agents/{agent_id}/listen", { params: { path: { agent_id } } })),
  stopListening: () => answer(client.DELETE("/api/floor/listening")),

  hold: (id: string) =>
    answer(client.POST("/api/calls/{contact_id}/hold", { params: contact(id) })),
  retrieve: (id: string) =>
    answer(client.POST("/api/calls/{contact_id}/retrieve", { params: contact(id) })),
  hangUp: (id: string) =>
    answer(client.POST("/api/calls/{contact_id}/hang-up", { params: contact(id) })),
  keys: (id: string, keys: string) =>
    answer(client.POST("/api/calls/{contact_id}/keys", { params: contact(id), body: { keys } })),
  transfer: (
    id: string,
    body: { to_queue: string | null; to_agent: string | null; note: string | null },
  ) => answer(client.POST("/api/calls/{contact_id}/transfer", { params: contact(id), body })),
  handedOver: (id: string) =>
    answer(client.GET("/api/calls/{contact_id}/note", { params: contact(id) })),
  targets: (q: string) => answer(client.GET("/api/transfer-targets", { params: { query: { q } } })),
  reasons: () => answer(client.GET("/api/reasons")),

  contacts: (query: ContactFilter & Paged & { limit?: number }) =>
    answer(client.GET("/api/contacts", { params: { query } })),
  contact: (id: string) =>
    answer(client.GET("/api/contacts/{contact_id}", { params: contact(id) })),
  recordings: (
    query: Pick<
      ContactFilter,
      "number" | "agent_id" | "customer_id" | "from" | "to" | "simulated"
    > &
      Paged,
  ) => answer(client.GET("/api/recordings", { params: { query } })),
  listen: (recording_id: string, reason: string) =>
    answer(
      client.POST("/api/recordings/{recording_id}/listen", {
        params: { path: { recording_id } },
        body: { reason },
      }),
    ),

  agents: () => answer(client.GET("/api/agents")),
  branches: () => answer(client.GET("/api/branches")),
  flowWords: () => answer(client.GET("/api/flow-words")),
  queues: () => answer(client.GET("/api/queues")),
  channels: () => answer(client.GET("/api/channels")),
  orderTypes: () => answer(client.GET("/api/order-types")),
  orders: (
    query: Pick<ContactFilter, "branch_id" | "customer_id"> &
      Paged & {
        is_open?: boolean | undefined;
        in_state?: OrderState | undefined;
        contact_id?: string | undefined;
      },
  ) => answer(client.GET("/api/orders", { params: { query } })),
  order: (order_id: string) =>
    answer(client.GET("/api/orders/{order_id}", { params: { path: { order_id } } })),
  orderFlow: (flow: string) =>
    answer(client.GET("/api/order-flows/{flow}", { params: { path: { flow } } })),
  inbox: (query: Paged) => answer(client.GET("/api/inbox", { params: { query } })),
  openOrder: (body: NewOrder) => answer(client.POST("/api/orders", { body })),
  actOnOrder: (order_id: string, act: OrderAct, given: Partial<Given>) =>
    answer(
      client.POST("/api/orders/{order_id}/acts/{act}", {
        params: { path: { order_id, act } },
        body: { note: "", visit: "none", level: "usual", ...given },
      }),
    ),

  dayReport: (query: {
    date: string;
    by: Grain;
    attribution: Attribution;
    channel: string;
    simulated: Simulated;
  }) => answer(client.GET("/api/reports/day", { params: { query } })) as Promise<DayReport>,
  behind: (query: BehindFilter & { after?: string | undefined }) =>
    answer(client.GET("/api/reports/behind", { params: { query } })),

  people: (query: { q?: string; group?: string; place?: string; gone?: boolean } & Paged) =>
    answer(client.GET("/api/people", { params: { query } })),
  tree: () => answer(client.GET("/api/people/tree")),
  person: (user_id: string) =>
    answer(client.GET("/api/people/{user_id}", { params: { path: { user_id } } })),
  addPerson: (person: PersonDraft, password: string) =>
    answer(client.POST("/api/people", { body: { person, password } })),
  changePerson: (user_id: string, person: PersonDraft, version: number) =>
    answer(
      client.PUT("/api/people/{user_id}", {
        params: { path: { user_id } },
        body: { person, version },
      }),
    ),
  dismissPerson: (user_id: string) =>
    answer(client.DELETE("/api/people/{user_id}", { params: { path: { user_id } } })),
  returnPerson: (user_id: string) =>
    answer(client.POST("/api/people/{user_id}/return", { params: { path: { user_id } } })),
  setPassword: (user_id: string, password: string) =>
    answer(
      client.POST("/api/people/{user_id}/password", {
        params: { path: { user_id } },
        body: { password },
      }),
    ),
  importPeople: (data: string, is_meant: boolean, password: string) =>
    answer(client.POST("/api/people/import", { body: { data, is_meant, password } })),
  setPlace: (path: string, kind: "branch" | "department", name: Name) =>
    answer(client.PUT("/api/places/{path}", { params: { path: { path } }, body: { kind, name } })),
  setGroup: (group_id: string, path: string, name: Name) =>
    answer(
      client.PUT("/api/groups/{group_id}", {
        params: { path: { group_id } },
        body: { path, name },
      }),
    ),
  closeGroup: (group_id: string, into: string) =>
    answer(
      client.DELETE("/api/groups/{group_id}", { params: { path: { group_id }, query: { into } } }),
    ),
  movePeople: (user_ids: string[], group_id: string, at: string) =>
    answer(client.POST("/api/people/move", { body: { user_ids, group_id, at } })),
  callOffMove: (plan_id: string) =>
    answer(client.DELETE("/api/people/plans/{plan_id}", { params: { path: { plan_id } } })),

  audit: (query: AuditFilter & Paged) => answer(client.GET("/api/audit", { params: { query } })),
  auditState: () => answer(client.GET("/api/audit/state")),

  chat: {
    open: (text: string, queue_id: string | null, number: string | null, key: string) =>
      answer(client.POST("/api/chat", { body: { text, queue_id, number, key } })),
    queues: () => answer(client.GET("/api/chat/queues")),
    look: (token: string, after: number) =>
      answer(client.POST("/api/chat/look", { body: { token, after } })),
    say: (token: string, text: string, key: string) =>
      answer(client.POST("/api/chat/say", { body: { token, text, key } })),
    sendFile: (token: string, file: NewFile, key: string) =>
      answer(client.POST("/api/chat/send-file", { body: { token, ...file, key } })),
    end: (token: string) => answer(client.POST("/api/chat/end", { body: { token } })),
    file: (token: string, number: number) =>
      answer(client.POST("/api/chat/file", { body: { token, number }, parseAs: "blob" })),
  },
  thread: (id: string) => answer(client.GET("/api/chats/{contact_id}", { params: contact(id) })),
  canned: () => answer(client.GET("/api/chats/canned")),
  chatSay: (id: string, text: string, is_note: boolean, key: string) =>
    answer(
      client.POST("/api/chats/{contact_id}/say", {
        params: contact(id),
        body: { text, is_note, key },
      }),
    ),
  chatFile: (id: string, file: NewFile, key: string) =>
    answer(
      client.POST("/api/chats/{contact_id}/send-file", {
        params: contact(id),
        body: { ...file, key },
      }),
    ),
  chatDecline: (id: string) =>
    answer(client.POST("/api/chats/{contact_id}/decline", { params: contact(id) })),
  chatEnd: (id: string) =>
    answer(client.POST("/api/chats/{contact_id}/end", { params: contact(id) })),
  chatTransfer: (
    id: string,
    body: { to_queue: string | null; to_agent: string | null; note: string | null },
  ) => answer(client.POST("/api/chats/{contact_id}/transfer", { params: contact(id), body })),
  webCall: (number: string | null) => answer(client.POST("/api/web-calls", { body: { number } })),
};
