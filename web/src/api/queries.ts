import { QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "./calls";
import { Problem } from "./http";
import type { ContactFilter } from "./types";

/** A refusal will not change by asking again; an absent or restarting server will be back. */
export function shouldRetry(failures: number, error: Error): boolean {
  const passing = error instanceof Problem && (error.status === 0 || error.status >= 502);
  return passing && failures < 5;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: shouldRetry, retryDelay: 800, staleTime: 15_000, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

const HOUR = 3_600_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    try {
      return await api.session();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});
export const hotlineQuery = queryOptions({
  queryKey: ["hotline"],
  queryFn: api.hotline,
  staleTime: HOUR,
});
/** What a chat may be about, that which is meant by choosing nothing first. */
export const chatQueuesQuery = queryOptions({
  queryKey: ["chat-queues"],
  queryFn: api.chat.queues,
  staleTime: HOUR,
});
/** Whether there is a switch to call through at the moment. */
export const telephoneQuery = queryOptions({
  queryKey: ["telephone"],
  queryFn: async () => {
    const { checks } = await api.health();
    return checks.find((check) => check.name === "telephone")?.is_well ?? true;
  },
  refetchInterval: 5000,
});
export const reasonsQuery = queryOptions({
  queryKey: ["reasons"],
  queryFn: api.reasons,
  staleTime: HOUR,
});
export const branchesQuery = queryOptions({
  queryKey: ["branches"],
  queryFn: api.branches,
  staleTime: HOUR,
});
export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: async () => (await api.queues()).queues,
  staleTime: HOUR,
});
export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async () => (await api.channels()).channels,
  staleTime: HOUR,
});
export const flowWordsQuery = queryOptions({
  queryKey: ["flow-words"],
  queryFn: async () => (await api.flowWords()).words,
  staleTime: HOUR,
});
export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: api.agents,
  staleTime: 5 * 60_000,
});
export const orderTypesQuery = queryOptions({
  queryKey: ["order-types"],
  queryFn: async () => (await api.orderTypes()).types,
  staleTime: HOUR,
});
export const orderQuery = (orderId: string) =>
  queryOptions({ queryKey: ["order", orderId], queryFn: () => api.order(orderId) });
export const orderFlowQuery = (flow: string) =>
  queryOptions({
    queryKey: ["order-flow", flow],
    queryFn: () => api.orderFlow(flow),
    staleTime: HOUR,
  });
export const treeQuery = queryOptions({ queryKey: ["tree"], queryFn: api.tree });
export const contactsQuery = (filter: ContactFilter, limit = 50) =>
  queryOptions({
    queryKey: ["contacts", filter, limit],
    queryFn: () => api.contacts({ ...filter, limit }),
  });
export const threadQuery = (contactId: string) =>
  queryOptions({ queryKey: ["thread", contactId], queryFn: () => api.thread(contactId) });
export const cannedQuery = queryOptions({
  queryKey: ["canned"],
  queryFn: api.canned,
  staleTime: HOUR,
});
export const contactQuery = (contactId: string) =>
  queryOptions({ queryKey: ["contact", contactId], queryFn: () => api.contact(contactId) });
