import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { ActiveContact } from "../../api/types";
import { isCall } from "../../lib/fold";
import css from "./desk.module.css";

/** What the agent before wrote when giving the customer to us. */
export function HandedOver({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["handed-over", contact.contact_id, contact.leg_id],
    queryFn: () => api.handedOver(contact.contact_id),
    enabled: isCall(contact),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!data?.note) return null;
  return (
    <p className={css.handedOver} role="note">
      <b>{t("transfer.received")}</b> {data.note}
    </p>
  );
}
