import { queryClient } from "../../api/queries";
import type { ParameterNow } from "../../api/types";
import { i18n } from "../../lib/i18n";
import { complain, notify } from "../../stores/notices";

/** Does it and says what came of it: a change, or a proposal that somebody else must approve. */
export async function act(deed: () => Promise<unknown>, said: string): Promise<boolean> {
  try {
    const done = (await deed()) as ParameterNow | undefined;
    await Promise.all(
      ["rules", "rule", "rule-history", "rule-places", "proposals"].map((key) =>
        queryClient.invalidateQueries({ queryKey: [key] }),
      ),
    );
    notify("good", done?.waiting ? i18n.t("rules.proposed") : said);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
