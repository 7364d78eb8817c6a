import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Sheet } from "../Sheet";
import { ContactView } from "./ContactView";

/** A contact beside what one is doing: it never leaves the page. */
export function ContactDrawer(props: { contactId: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { contactId, onClose } = props;
  return (
    <Sheet
      open={contactId !== null}
      onClose={onClose}
      size={720}
      destroyOnHidden
      title={t("contact.title")}
      extra={
        contactId && (
          <Link to="/contacts/$contactId" params={{ contactId }}>
            {t("contact.whole")}
          </Link>
        )
      }
    >
      {contactId && <ContactView contactId={contactId} />}
    </Sheet>
  );
}
