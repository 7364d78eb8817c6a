import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queryClient, sessionQuery } from "../api/queries";
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
  component: lazyRouteComponent(() => import("../features/call/CallPage"), "CallPage"),
});
const chat = createRoute({
  getParentRoute: () => root,
  path: "/chat",
  component: lazyRouteComponent(() => import("../features/chat/ChatPage"), "ChatPage"),
});
const desk = createRoute({
  getParentRoute: () => signedIn,
  path: "/desk",
  component: lazyRouteComponent(() => import("../features/desk/DeskPage"), "DeskPage"),
});
const board = createRoute({
  getParentRoute: () => signedIn,
  path: "/board",
  validateSearch: searchOf.board,
  component: lazyRouteComponent(() => import("../features/board/BoardPage"), "BoardPage"),
});
const floor = createRoute({
  getParentRoute: () => signedIn,
  path: "/floor",
  component: lazyRouteComponent(() => import("../features/floor/FloorPage"), "FloorPage"),
});
const report = createRoute({
  getParentRoute: () => signedIn,
  path: "/reports/day",
  validateSearch: searchOf.report,
  component: lazyRouteComponent(() => import("../features/report/ReportPage"), "ReportPage"),
});
const recordings = createRoute({
  getParentRoute: () => signedIn,
  path: "/recordings",
  validateSearch: searchOf.recordings,
  component: lazyRouteComponent(
    () => import("../features/recordings/RecordingsPage"),
    "RecordingsPage",
  ),
});
const contacts = createRoute({
  getParentRoute: () => signedIn,
  path: "/contacts",
  validateSearch: searchOf.contacts,
  component: lazyRouteComponent(() => import("../features/contacts/ContactsPage"), "ContactsPage"),
});
const contact = createRoute({
  getParentRoute: () => signedIn,
  path: "/contacts/$contactId",
  component: lazyRouteComponent(() => import("../features/contacts/ContactPage"), "ContactPage"),
});
const orders = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders",
  validateSearch: searchOf.orders,
  component: lazyRouteComponent(() => import("../features/orders/OrdersPage"), "OrdersPage"),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  validateSearch: searchOf.people,
  component: lazyRouteComponent(() => import("../features/people/PeoplePage"), "PeoplePage"),
});
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: searchOf.audit,
  component: lazyRouteComponent(() => import("../features/audit/AuditPage"), "AuditPage"),
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
      people,
      audit,
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
