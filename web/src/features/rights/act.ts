import { useQuery } from "@tanstack/react-query";
import { queryClient } from "../../api/queries";
import { rulesApi } from "../../api/rules";
import { i18n } from "../../lib/i18n";
import { complain, notify } from "../../stores/notices";

/** What a role adds to what its holder may do. */
export interface Role {
  actions: string[];
  reach: string;
}
export const REACHES = ["own", "group", "path"] as const;

/** Two actions that one person may not hold together. */
export interface Pair {
  one: string;
  other: string;
  why: { zh: string; en: string };
}

/** Does it and says what came of it; true unless it was refused, which is said too. */
export async function act(deed: () => Promise<unknown>, said: string): Promise<boolean> {
  try {
    const done = (await deed()) as { waiting?: string | null } | undefined;
    await Promise.all(
      ["rule", "delegations", "rights-of", "proposals"].map((key) =>
        queryClient.invalidateQueries({ queryKey: [key] }),
      ),
    );
    notify("good", done?.waiting ? i18n.t("rights.proposed") : said);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** A rule as it holds at a place, for forms that know what it is made of. */
export const useRule = (name: string, place: string) =>
  useQuery({
    queryKey: ["rule", name, place],
    queryFn: () => rulesApi.one(name, place),
    enabled: place !== "",
  });
