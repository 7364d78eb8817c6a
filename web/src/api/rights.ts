/** Who may do what: actions, delegations, and what a person could do and see. */
import { answer, client } from "./http";

export const rightsApi = {
  actions: async () => (await answer(client.GET("/api/actions"))).actions,
  of: (user_id: string, roles?: string) =>
    answer(
      client.GET("/api/people/{user_id}/rights", {
        params: { path: { user_id }, query: { roles } },
      }),
    ),
  delegations: () => answer(client.GET("/api/delegations")),
  lend: (body: {
    to_user: string;
    actions: string[];
    since: string | null;
    until: string;
    reason: string | null;
  }) => answer(client.POST("/api/delegations", { body })),
  end: (delegation_id: string) =>
    answer(
      client.DELETE("/api/delegations/{delegation_id}", { params: { path: { delegation_id } } }),
    ),
};
