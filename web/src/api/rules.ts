/** Rules as data: what holds where, changes, history, and proposals. */
import { answer, client } from "./http";
import type { Wished } from "./types";

export const rulesApi = {
  all: (place: string) => answer(client.GET("/api/parameters", { params: { query: { place } } })),
  one: (name: string, place: string) =>
    answer(client.GET("/api/parameters/{name}", { params: { path: { name }, query: { place } } })),
  schema: (name: string) =>
    answer(client.GET("/api/parameters/{name}/schema", { params: { path: { name } } })),
  places: (name: string, at?: string) =>
    answer(
      client.GET("/api/parameters/{name}/places", { params: { path: { name }, query: { at } } }),
    ),
  history: (name: string, place: string) =>
    answer(
      client.GET("/api/parameters/{name}/history", {
        params: { path: { name }, query: { place } },
      }),
    ),
  set: (name: string, body: Wished & { value: Record<string, unknown> }) =>
    answer(client.PUT("/api/parameters/{name}", { params: { path: { name } }, body })),
  inherit: (name: string, body: Wished) =>
    answer(client.POST("/api/parameters/{name}/inherit", { params: { path: { name } }, body })),
  rollBack: (name: string, body: Wished & { to: number }) =>
    answer(client.POST("/api/parameters/{name}/roll-back", { params: { path: { name } }, body })),
  callOff: (name: string, version: number) =>
    answer(
      client.POST("/api/parameters/{name}/call-off", {
        params: { path: { name } },
        body: { version },
      }),
    ),
  proposals: () => answer(client.GET("/api/proposals")),
  decide: (proposal_id: string, how: "approve" | "refuse", note: string | null) =>
    answer(
      client.POST(`/api/proposals/{proposal_id}/${how}`, {
        params: { path: { proposal_id } },
        body: { note },
      }),
    ),
  withdraw: (proposal_id: string) =>
    answer(
      client.POST("/api/proposals/{proposal_id}/withdraw", { params: { path: { proposal_id } } }),
    ),
};
