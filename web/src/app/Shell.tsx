import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { hotlineQuery } from "../api/queries";
import type { Session } from "../api/types";
import { useShortcut } from "../lib/shortcuts";
import { Banners } from "./Banners";
import { menuOf, worksAtDesk } from "./menu";
import { PhoneStatus } from "./PhoneStatus";
import { RingChip } from "./RingChip";
import { ShortcutHelp } from "./ShortcutHelp";
import { SignedOut } from "./SignedOut";
import { StateButton } from "./StateButton";
import css from "./shell.module.css";
import { Tools } from "./Tools";
import { useDeskLink } from "./useDeskLink";
import { useSession } from "./useSession";

/** The frame of every page. The desk's line lives here, so changing pages changes nothing. */
export function Shell() {
  const session = useSession();
  const last = useRef(session);
  if (session) last.current = session;
  return (
    <>
      {last.current && <Frame session={last.current} />}
      {!session && <SignedOut />}
    </>
  );
}

function Frame({ session }: { session: Session }) {
  const { t } = useTranslation();
  const hotline = useQuery(hotlineQuery).data;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  const main = useRef<HTMLElement>(null);
  const isAgent = worksAtDesk(session);
  const menu = menuOf(session);
  useDeskLink(isAgent ? session : null);
  useShortcut("help", () => setHelpOpen((isOpen) => !isOpen));
  useShortcut("desk", () => void navigate({ to: "/desk" }), isAgent);
  useShortcut(
    "board",
    () => void navigate({ to: "/board" }),
    menu.some((m) => m.key === "board"),
  );

  return (
    <div className={css.shell}>
      <button type="button" className={css.skip} onClick={() => main.current?.focus()}>
        {t("app.skip")}
      </button>
      <header className={`${css.head} no-print`}>
        <span className={css.brand}>
          <img src="/mark.svg" alt="" />
          {t("app.name")}
          {hotline && <span className={css.link}>{hotline.number}</span>}
        </span>
        {isAgent && <StateButton />}
        {isAgent && <PhoneStatus />}
        {isAgent && <RingChip />}
        <span className={css.spacer} />
        <Tools session={session} onHelp={() => setHelpOpen(true)} />
      </header>
      <div className={`${css.banners} no-print`}>{isAgent && <Banners />}</div>
      <nav className={`${css.rail} no-print`} aria-label={t("app.pages")}>
        {menu.map(({ to, key, icon }) => (
          <Link key={key} to={to} activeOptions={{ exact: false, includeSearch: false }}>
            {icon}
            {t(`menu.${key}`)}
          </Link>
        ))}
      </nav>
      <main ref={main} tabIndex={-1} className={css.main}>
        <Outlet />
      </main>
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </div>
  );
}
