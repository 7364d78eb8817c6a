import { expect, test } from "vitest";
import type { FloorAgent } from "../../api/types";
import { listed } from "./filter";

const agent = (name: string, presence: string, since: string | null = null): FloorAgent => ({
  agent_id: name,
  name,
  number: `10${name}`,
  group: { zh: name, en: name },
  presence,
  reason: null,
  since,
  simulated: false,
  work: [],
});
const all = [
  agent("ana", "ready", "2026-01-01T04:05:00Z"),
  agent("bo", "engaged", "2026-01-01T04:06:00Z"),
  agent("cy", "ready", "2026-01-01T04:01:00Z"),
  agent("dee", "break", "2026-01-01T04:00:00Z"),
  agent("eve", "offline"),
];
const names = (found: readonly FloorAgent[]) => found.map((one) => one.name);

test("who works is first, and of those who do the same the longest", () => {
  expect(names(listed(all, "all", ""))).toEqual(["bo", "cy", "ana", "dee", "eve"]);
});
test("one presence, and a part of a name or the beginning of a staff number", () => {
  expect(names(listed(all, "away", ""))).toEqual(["dee"]);
  expect(names(listed(all, "all", "E"))).toEqual(["dee", "eve"]);
  expect(names(listed(all, "all", "10c"))).toEqual(["cy"]);
});
