import { expect, test } from "vitest";
import type { FlowDiagram, FlowEdge } from "../../api/types";
import { goneIn, labelOf } from "./drawing";

const area = { x: 0, y: 0, width: 10, height: 10 };
const name = { zh: "", en: "" };
const node = (id: string, shape: FlowDiagram["nodes"][number]["shape"]) =>
  ({ id, shape, name, area, lane: "province" }) as const;
const edge = (source: string, target: string, points: FlowEdge["points"] = []): FlowEdge => ({
  id: `${source}-${target}`,
  source,
  target,
  points,
  name: null,
  condition: null,
  is_default: false,
});
const FLOW: FlowDiagram = {
  flow: "f",
  version: 1,
  name,
  lanes: [],
  nodes: [
    node("start", "startEvent"),
    node("mend", "userTask"),
    node("well", "exclusiveGateway"),
    node("judge", "userTask"),
    node("close", "userTask"),
    node("end", "endEvent"),
  ],
  edges: [
    edge("start", "mend"),
    edge("mend", "well"),
    edge("well", "judge"),
    edge("well", "close"),
    edge("judge", "mend"),
    edge("close", "end"),
  ],
};

test("the way so far goes through gateways, and no further than where it stands", () => {
  const { nodes, edges } = goneIn(FLOW, ["mend", "judge"], false);
  expect([...edges]).toEqual(["start-mend", "mend-well", "well-judge"]);
  expect([...nodes].sort()).toEqual(["judge", "mend", "start", "well"]);
});
test("a way that was gone twice is marked once, and an order that has ended is at its end", () => {
  const { nodes, edges } = goneIn(FLOW, ["mend", "judge", "mend", "mend", "close"], true);
  expect([...edges].sort()).toEqual(FLOW.edges.map((one) => one.id).sort());
  expect(nodes.has("end")).toBe(true);
});
test("what was moved past the flow marks stations only", () => {
  const { nodes, edges } = goneIn(FLOW, ["mend", "elsewhere"], false);
  expect([...edges]).toEqual(["start-mend"]);
  expect(nodes.has("elsewhere")).toBe(true);
});
test("an order that was cancelled has not come to the flow's end", () => {
  expect(goneIn(FLOW, ["mend"], false).nodes.has("end")).toBe(false);
});
test("a way's name stands where its last level part begins, in its direction", () => {
  const spot = (x: number, y: number) => ({ x, y });
  const back = edge("a", "b", [spot(50, 0), spot(50, 40), spot(0, 40), spot(0, 20)]);
  expect(labelOf(back)).toEqual({ x: 45, y: 36, anchor: "end" });
  expect(labelOf(edge("a", "b", [spot(0, 9), spot(50, 9)]))).toMatchObject({ anchor: "start" });
});
