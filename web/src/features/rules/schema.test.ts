import { expect, test } from "vitest";
import {
  Broken,
  blank,
  durationOf,
  isBroken,
  type Schema,
  secondsOf,
  shapeOf,
  unitOf,
} from "./schema";

const root: Schema = {
  $ref: "#/$defs/Limits",
  $defs: {
    Limits: {
      type: "object",
      properties: {
        idle: { type: "string", format: "duration", default: "PT1800S" },
        roles: { type: "object", additionalProperties: { $ref: "#/$defs/Role" } },
        limit: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], default: null },
        pair: { type: "array", prefixItems: [{ type: "string" }], items: false },
      },
    },
    Role: {
      type: "object",
      properties: {
        actions: { type: "array", items: { type: "string" } },
        reach: { enum: ["group", "own", "path"] },
      },
    },
  },
};

test("a struct is its fields, whatever is referred to is looked up", () => {
  const shape = shapeOf(root, root);
  expect(shape.kind).toBe("struct");
  if (shape.kind !== "struct") return;
  const kinds = shape.fields.map(([name, inner]) => [name, shapeOf(inner, root).kind]);
  expect(kinds).toEqual([
    ["idle", "duration"],
    ["roles", "map"],
    ["limit", "number"],
    ["pair", "json"],
  ]);
});
test("nothing is allowed where the server says so, and a new entry begins with what it says", () => {
  const limits = root.$defs?.Limits?.properties ?? {};
  expect(shapeOf(limits.limit ?? {}, root)).toMatchObject({ isOptional: true, min: 1 });
  expect(blank({ $ref: "#/$defs/Role" }, root)).toEqual({ actions: [], reach: "group" });
  expect(blank(limits.idle ?? {}, root)).toBe("PT1800S");
});
test("durations are read in days and less, and said in the largest whole unit", () => {
  expect(["PT1800S", "P7D", "P1DT3600S", "PT1H30M", "PT0.5S"].map(secondsOf)).toEqual([
    1800, 604_800, 90_000, 5400, 0.5,
  ]);
  expect(["P", "PT", "P1M", "-PT5S", "soon", "P1DT"].map(secondsOf)).toEqual(Array(6).fill(null));
  expect([1800, 604_800, 90, 0].map(unitOf)).toEqual(["min", "d", "s", "s"]);
  expect(secondsOf(durationOf(5400))).toBe(5400);
});
test("text that is no JSON is found wherever it stands", () => {
  expect(isBroken({ a: [{ b: new Broken("{") }] })).toBe(true);
  expect(isBroken({ a: [{ b: null }] })).toBe(false);
});
