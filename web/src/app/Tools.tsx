import { BulbOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Dropdown, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/calls";
import { queryClient } from "../api/queries";
import type { Session } from "../api/types";
import { forgetDesk, isOnShift, signOutDesk } from "../stores/deskLink";
import { setLook, useLook } from "../stores/look";
import { complain } from "../stores/notices";
import { LanguageButton } from "../ui/LanguageButton";
import { worksAtDesk } from "./menu";
import css from "./shell.module.css";

export function Tools({ session, onHelp }: { session: Session; onHelp: () => void }) {
  const { t } = useTranslation();
  const look = useLook((state) => state.look);
  const navigate = useNavigate();

  const leave = async () => {
    try {
      // Nobody is rung who has gone home; in mid-call the centre refuses this.
      if (worksAtDesk(session) && isOnShift()) await signOutDesk();
      await api.signOut();
      if (worksAtDesk(session)) forgetDesk();
      queryClient.clear();
      await navigate({ to: "/login", search: {} });
    } catch (error) {
      complain(error);
    }
  };

  return (
    <div className={css.tools}>
      <Tooltip title={t("tools.look")}>
        <button
          type="button"
          className={css.tool}
          aria-label={t("tools.look")}
          onClick={() => setLook(look === "dark" ? "light" : "dark")}
        >
          <BulbOutlined />
        </button>
      </Tooltip>
      <LanguageButton className={css.tool} />
      <Tooltip title={t("tools.help")}>
        <button type="button" className={css.tool} aria-label={t("tools.help")} onClick={onHelp}>
          <QuestionCircleOutlined /> <kbd>?</kbd>
        </button>
      </Tooltip>
      <Dropdown
        trigger={["click"]}
        menu={{ items: [{ key: "leave", label: t("tools.signOut") }], onClick: () => void leave() }}
      >
        <button type="button" className={`${css.tool} ${css.person}`}>
          {session.name} <span aria-hidden>▾</span>
        </button>
      </Dropdown>
    </div>
  );
}
