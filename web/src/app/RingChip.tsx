import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ringing } from "../lib/fold";
import { nameOf } from "../lib/words";
import { useDesk, usePhone } from "../stores/desk";
import { answerCall } from "../stores/deskLink";
import { answerOf, Keys } from "../ui/kit";
import { SimulatedTag } from "../ui/Simulated";
import css from "./shell.module.css";

/** The call, while its agent looks at another page: who it is, and the way to it. */
export function RingChip() {
  const { t } = useTranslation();
  const contact = useDesk((state) => state.desk?.contact ?? null);
  const mayAnswer = usePhone(({ call }) => call?.stage === "ringing");
  const isAway = useLocation({ select: ({ pathname }) => pathname !== "/desk" });
  const navigate = useNavigate();
  const answer = () => {
    void answerCall();
    void navigate({ to: "/desk" });
  };
  if (!contact || !isAway) return null;
  const customer = answerOf(contact.pop.customer);
  return (
    <span className={css.chip}>
      <Link to="/desk">
        {[customer?.name || t("ring.unknown"), nameOf(customer?.tier_name)]
          .filter(Boolean)
          .join(" · ")}
      </Link>
      {answerOf(contact.pop.contact)?.simulated && <SimulatedTag />}
      {ringing(contact) && mayAnswer && (
        <Button type="primary" onClick={answer}>
          {t("call.answer")} <Keys id="answer" />
        </Button>
      )}
    </span>
  );
}
