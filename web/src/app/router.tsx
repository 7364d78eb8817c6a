import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queryClient, sessionQuery } from "../api/queries";
import { withWords } from "../lib/i18n";
import { FirstScreenError, NotHere } from "../ui/Empty";
import { homeOf } from "./menu";
import { searchOf } from "./search";

const root = createRootRoute({
  component: Outlet,
  errorComponent: FirstScreenError,
  notFoundComponent: NotHere,
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: { to: location.href } });
    return { session };
  },
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ to: homeOf(context.session) });
  },
});
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === "string" ? { to: search.to } : {},
  component: lazyRouteComponent(() => import("../features/login/LoginPage"), "LoginPage"),
});
const call = createRoute({
  getParentRoute: () => root,
  path: "/call",
  component: lazyRouteComponent(
    () => withWords(import("../features/call/CallPage"), "call"),
    "CallPage",
  ),
});
const chat = createRoute({
  getParentRoute: () => root,
  path: "/chat",
  component: lazyRouteComponent(
    () => withWords(import("../features/chat/ChatPage"), "chat", "call"),
    "ChatPage",
  ),
});
const desk = createRoute({
  getParentRoute: () => signedIn,
  path: "/desk",
  component: lazyRouteComponent(
    () => withWords(import("../features/desk/DeskPage"), "desk", "contacts", "orders", "chat"),
    "DeskPage",
  ),
});
const board = createRoute({
  getParentRoute: () => signedIn,
  path: "/board",
  validateSearch: searchOf.board,
  component: lazyRouteComponent(
    () => withWords(import("../features/board/BoardPage"), "board", "contacts", "chat"),
    "BoardPage",
  ),
});
const floor = createRoute({
  getParentRoute: () => signedIn,
  path: "/floor",
  component: lazyRouteComponent(
    () => withWords(import("../features/floor/FloorPage"), "floor"),
    "FloorPage",
  ),
});
const report = createRoute({
  getParentRoute: () => signedIn,
  path: "/reports/day",
  validateSearch: searchOf.report,
  component: lazyRouteComponent(
    () => withWords(import("../features/report/ReportPage"), "report", "contacts", "chat"),
    "ReportPage",
  ),
});
const recordings = createRoute({
  getParentRoute: () => signedIn,
  path: "/recordings",
  validateSearch: searchOf.recordings,
  component: lazyRouteComponent(
    () => withWords(import("../features/recordings/RecordingsPage"), "contacts"),
    "RecordingsPage",
  ),
});
const contacts = createRoute({
  getParentRoute: () => signedIn,
  path: "/contacts",
  validateSearch: searchOf.contacts,
  component: lazyRouteComponent(
    () => withWords(import("../features/contacts/ContactsPage"), "contacts", "chat"),
    "ContactsPage",
  ),
});
const contact = createRoute({
  getParentRoute: () => signedIn,
  path: "/contacts/$contactId",
  component: lazyRouteComponent(
    () => withWords(import("../features/contacts/ContactPage"), "contacts", "chat"),
    "ContactPage",
  ),
});
const orders = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders",
  validateSearch: searchOf.orders,
  component: lazyRouteComponent(
    () => withWords(import("../features/orders/OrdersPage"), "orders", "contacts", "chat"),
    "OrdersPage",
  ),
});
const order = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders/$orderId",
  component: lazyRouteComponent(
    () => withWords(import("../features/orders/OrderPage"), "orders"),
    "OrderPage",
  ),
});
const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox",
  component: lazyRouteComponent(
    () => withWords(import("../features/inbox/InboxPage"), "orders"),
    "InboxPage",
  ),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  validateSearch: searchOf.people,
  component: lazyRouteComponent(
    () => withWords(import("../features/people/PeoplePage"), "people"),
    "PeoplePage",
  ),
});
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: searchOf.audit,
  component: lazyRouteComponent(
    () => withWords(import("../features/audit/AuditPage"), "audit"),
    "AuditPage",
  ),
});
const rules = createRoute({
  getParentRoute: () => signedIn,
  path: "/rules",
  validateSearch: searchOf.rules,
  component: lazyRouteComponent(
    () => withWords(import("../features/rules/RulesPage"), "rules"),
    "RulesPage",
  ),
});
const rights = createRoute({
  getParentRoute: () => signedIn,
  path: "/rights",
  validateSearch: searchOf.rights,
  component: lazyRouteComponent(
    () => withWords(import("../features/rights/RightsPage"), "rights"),
    "RightsPage",
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    call,
    chat,
    signedIn.addChildren([
      home,
      desk,
      board,
      floor,
      report,
      recordings,
      contacts,
      contact,
      orders,
      order,
      inbox,
      people,
      audit,
      rules,
      rights,
    ]),
  ]),
  defaultPreload: "intent",
  defaultPendingMs: 200,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
