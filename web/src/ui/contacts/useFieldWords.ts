import { useTranslation } from "react-i18next";
import type { ContactDetail } from "../../api/types";
import { clockTime, moment, seconds } from "../../lib/format";
import { i18n } from "../../lib/i18n";
import { nameOf, wordOf } from "../../lib/words";
import { useBranchNames, useFlowWords, useQueueNames } from "../names";

/** What a fact says beyond its kind, for people: named fields, and names instead of ids.
 * A field without a word in the catalogue is of use to programs only. */
export function useFieldWords(detail: ContactDetail): (fields: Record<string, unknown>) => string {
  const { t } = useTranslation();
  const queueName = useQueueNames();
  const branchName = useBranchNames();
  const flowWord = useFlowWords();
  const agents = new Map(detail.segments.map((one) => [one.agent_id, one.agent_name]));

  const wordFor = (key: string, value: string): string => {
    switch (key) {
      case "queue_id":
      case "from_queue":
      case "to_queue":
        return queueName(value);
      case "branch_id":
        return branchName(value);
      case "tier_id":
        return value === detail.card.tier_id ? nameOf(detail.card.tier_name) : value;
      case "node":
      case "choice":
        return flowWord(value);
      case "channel":
        return wordOf(t, "channel", value);
      case "since":
      case "until":
        return clockTime(value);
      case "due":
        return moment(value);
      case "length":
      case "rang_for":
        return seconds(Number(/^PT([\d.]+)S$/.exec(value)?.[1]) || 0);
      default:
        // Whoever did it may be an agent of the contact.
        if (agents.has(value)) return agents.get(value) ?? value;
        return wordOf(
          t,
          i18n.exists(`segment.end.${value}`) ? "segment.end" : "event.value",
          value,
        );
    }
  };
  return (fields) =>
    Object.entries(fields)
      .filter(([key, value]) => i18n.exists(`event.field.${key}`) && value !== null)
      .map(([key, value]) => {
        const word = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
        return `${wordOf(t, "event.field", key)} ${wordFor(key, word)}`;
      })
      .join(" · ");
}
