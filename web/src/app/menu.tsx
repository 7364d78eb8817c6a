import {
  AppstoreOutlined,
  AudioOutlined,
  BarChartOutlined,
  ControlOutlined,
  CustomerServiceOutlined,
  EyeOutlined,
  FileDoneOutlined,
  InboxOutlined,
  KeyOutlined,
  PhoneOutlined,
  SafetyCertificateOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { Session } from "../api/types";

/** The pages, in the order of the rail; each is shown to those who may do what it does. */
export const MENU = [
  { to: "/desk", key: "desk", action: "desk.work", icon: <CustomerServiceOutlined /> },
  { to: "/board", key: "board", action: "board.watch", icon: <AppstoreOutlined /> },
  { to: "/floor", key: "floor", action: "floor.watch", icon: <EyeOutlined /> },
  { to: "/reports/day", key: "report", action: "reports.read", icon: <BarChartOutlined /> },
  { to: "/contacts", key: "contacts", action: "contacts.read", icon: <PhoneOutlined /> },
  { to: "/recordings", key: "recordings", action: "recordings.play", icon: <AudioOutlined /> },
  { to: "/inbox", key: "inbox", action: "orders.handle", icon: <InboxOutlined /> },
  { to: "/orders", key: "orders", action: "orders.read", icon: <FileDoneOutlined /> },
  { to: "/people", key: "people", action: "people.read", icon: <TeamOutlined /> },
  { to: "/audit", key: "audit", action: "system.audit", icon: <SafetyCertificateOutlined /> },
  { to: "/rules", key: "rules", action: "system.admin", icon: <ControlOutlined /> },
  { to: "/rights", key: "rights", action: "system.admin", icon: <KeyOutlined /> },
] as const;

export const may = (session: Session, action: string) => session.actions.includes(action);
export const worksAtDesk = (session: Session) =>
  session.agent_id !== null && may(session, "desk.work");

export const menuOf = (session: Session) =>
  MENU.filter((entry) =>
    entry.key === "desk" ? worksAtDesk(session) : may(session, entry.action),
  );
export const homeOf = (session: Session) => menuOf(session)[0]?.to ?? "/contacts";
