/** What ids are called, for lists whose rows carry ids alone. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { branchesQuery, flowWordsQuery, queuesQuery, reasonsQuery } from "../api/queries";
import { leaves, title } from "../lib/reasons";
import { nameOf, wordOf } from "../lib/words";

export type NameOf = (id: string) => string;

export function useReasonNames(): NameOf {
  const lists = useQuery(reasonsQuery).data;
  const names = new Map(leaves(lists?.reasons ?? []).map((leaf) => [leaf.code, title(leaf)]));
  return (code) => names.get(code) ?? code;
}

export function useQueueNames(): NameOf {
  const queues = useQuery(queuesQuery).data ?? [];
  return (id) => nameOf(queues.find((one) => one.queue_id === id)?.name) ?? id;
}

export function useBranchNames(): NameOf {
  const branches = useQuery(branchesQuery).data ?? [];
  return (id) => nameOf(branches.find((one) => one.branch_id === id)?.name) ?? id;
}

/** Nodes, choices and values of the dialogue, as its flow calls them. */
export function useFlowWords(): NameOf {
  const { t } = useTranslation();
  const words = useQuery(flowWordsQuery).data;
  return (code) => nameOf(words?.[code]) ?? wordOf(t, "path.value", code);
}
