/** What of an order's flow has been gone, and where its words stand in the drawing. */
import type { FlowDiagram, FlowEdge } from "../../api/types";

export interface Gone {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
}

/** The way through the stations that somebody had it at, in their order. Between two of them
 * lie gateways only; where the flow has no such way (it was moved by hand), none is marked. */
export function goneIn(diagram: FlowDiagram, stations: readonly string[], hasEnded: boolean): Gone {
  const shape = new Map(diagram.nodes.map((node) => [node.id, node.shape]));
  const start = diagram.nodes.find((node) => node.shape === "startEvent")?.id;
  const nodes = new Set(stations);
  const edges = new Set<string>();
  const passing = (node: string) => shape.get(node) === "exclusiveGateway";
  const isEnd = (node: string) => shape.get(node) === "endEvent";
  const go = (from: string, isThere: (node: string) => boolean) => {
    for (const edge of way(diagram.edges, from, isThere, passing)) {
      edges.add(edge.id);
      nodes.add(edge.source);
      nodes.add(edge.target);
    }
  };
  const all = start ? [start, ...stations] : stations;
  all.forEach((from, place) => {
    const to = all[place + 1];
    if (to !== undefined && to !== from) go(from, (node) => node === to);
    if (to === undefined && hasEnded) go(from, isEnd);
  });
  return { nodes, edges };
}

/** The shortest way that passes through nothing but what may be passed. */
function way(
  edges: readonly FlowEdge[],
  from: string,
  isThere: (node: string) => boolean,
  mayPass: (node: string) => boolean,
): FlowEdge[] {
  const ways: FlowEdge[][] = edges.filter((edge) => edge.source === from).map((edge) => [edge]);
  const seen = new Set([from]);
  for (const gone of ways) {
    const here = gone.at(-1)?.target ?? from;
    if (isThere(here)) return gone;
    if (seen.has(here) || !mayPass(here)) continue;
    seen.add(here);
    ways.push(...edges.filter((edge) => edge.source === here).map((edge) => [...gone, edge]));
  }
  return [];
}

/** Where the name of a way stands: at the beginning of its last level part, along with it. */
export function labelOf({ points }: FlowEdge): { x: number; y: number; anchor: "start" | "end" } {
  const parts = points.slice(1).map((to, place) => ({ from: points[place] ?? to, to }));
  const level = parts.filter(({ from, to }) => from.y === to.y).at(-1) ?? parts[0];
  const { from, to } = level ?? { from: { x: 0, y: 0 }, to: { x: 0, y: 0 } };
  return to.x < from.x
    ? { x: from.x - 5, y: from.y - 4, anchor: "end" }
    : { x: from.x + 5, y: from.y - 4, anchor: "start" };
}
