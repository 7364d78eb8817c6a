import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/queries";
import { PageShell, Segmented } from "../../ui/kit";
import { Delegations } from "./Delegations";
import { Matrix } from "./Matrix";
import { Pairs } from "./Pairs";
import { Preview } from "./Preview";

const VIEWS = ["matrix", "pairs", "delegations", "person"] as const;

/** Roles and what they allow, duties that are kept apart, what is lent, and what a person may. */
export function RightsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/rights" });
  const place = useQuery(sessionQuery).data?.branch_id ?? "";
  const view = VIEWS.find((one) => one === search.view) ?? "matrix";
  const go = (part: Partial<typeof search>) =>
    void navigate({ to: "/rights", search: { ...search, ...part } });
  return (
    <PageShell
      title={t("rights.title")}
      tools={
        <Segmented
          label={t("rights.view")}
          value={view}
          options={VIEWS.map((one) => ({ value: one, label: t(`rights.views.${one}`) }))}
          onChange={(next) => go({ view: next })}
        />
      }
    >
      {view === "matrix" && <Matrix place={place} />}
      {view === "pairs" && <Pairs place={place} />}
      {view === "delegations" && <Delegations />}
      {view === "person" && (
        <Preview person={search.person} onPerson={(person) => go({ person })} />
      )}
    </PageShell>
  );
}
