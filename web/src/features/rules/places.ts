import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { branchesQuery, sessionQuery } from "../../api/queries";
import { nameOf } from "../../lib/words";

/** What a place of the tree is called, the whole system and the defaults too. */
export function usePlaceNames(): (place: string | null | undefined) => string {
  const { t } = useTranslation();
  const branches = useQuery(branchesQuery).data ?? [];
  return (place) => {
    if (place === null || place === undefined) return t("rules.defaults");
    if (place === "*") return t("rules.system");
    return nameOf(branches.find((one) => one.branch_id === place)?.name) ?? place;
  };
}

/** The places whose rules the user may set, their own first. */
export function useOwnPlaces(): { own: string; places: { value: string; label: string }[] } {
  const own = useQuery(sessionQuery).data?.branch_id ?? "";
  const branches = useQuery(branchesQuery).data ?? [];
  const within = branches.filter(
    ({ branch_id, kind }) =>
      kind !== "department" && (branch_id === own || branch_id.startsWith(`${own}.`)),
  );
  return { own, places: within.map((one) => ({ value: one.branch_id, label: nameOf(one.name) })) };
}
