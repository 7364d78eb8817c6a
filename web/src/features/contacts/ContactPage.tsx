import { useParams, useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ContactView } from "../../ui/contacts/ContactView";
import { Card, PageShell } from "../../ui/kit";

export function ContactPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { contactId } = useParams({ from: "/signed-in/contacts/$contactId" });
  return (
    <PageShell
      title={t("contact.title")}
      tools={
        <>
          <code>{contactId}</code>
          <Button onClick={() => router.history.back()}>{t("common.back")}</Button>
        </>
      }
    >
      <Card isPadded>
        <ContactView contactId={contactId} />
      </Card>
    </PageShell>
  );
}
