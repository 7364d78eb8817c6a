import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ContactTable } from "../../ui/contacts/ContactTable";
import { FilterBar } from "../../ui/FilterBar";
import { Card, PageShell } from "../../ui/kit";
import { SimulatedChoice } from "../../ui/Simulated";

export function ContactsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/signed-in/contacts" });
  return (
    <PageShell
      title={t("contact.list")}
      tools={
        <>
          <FilterBar
            filter={filter}
            onChange={(next) => void navigate({ to: "/contacts", search: next })}
          />
          <SimulatedChoice
            value={filter.simulated ?? ""}
            onChange={(simulated) =>
              void navigate({ to: "/contacts", search: { ...filter, simulated } })
            }
          />
        </>
      }
    >
      <Card isPadded>
        <ContactTable
          filter={filter}
          onOpen={(contactId) =>
            void navigate({ to: "/contacts/$contactId", params: { contactId } })
          }
        />
      </Card>
    </PageShell>
  );
}
