import { useLocation, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Sheet";

/** The session is over. A talk goes on behind this, and is there again after signing in. */
export function SignedOut() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const here = useLocation({ select: ({ href }) => href });
  const enter = () => void navigate({ to: "/login", search: { to: here } });
  return (
    <Dialog
      closable={false}
      title={t("login.over")}
      footer={
        <Button type="primary" autoFocus onClick={enter}>
          {t("login.enter")}
        </Button>
      }
    >
      {t("problem.signedOut")}
    </Dialog>
  );
}
