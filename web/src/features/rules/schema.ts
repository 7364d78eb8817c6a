/** What a JSON schema of the server asks for, as far as a form can show it. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  format?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  prefixItems?: Schema[];
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

export type Shape =
  | { kind: "text"; isOptional: boolean }
  | { kind: "number"; isOptional: boolean; isWhole: boolean; min?: number; max?: number }
  | { kind: "flag" }
  | { kind: "choice"; isOptional: boolean; options: readonly string[] }
  | { kind: "duration"; isOptional: boolean }
  | { kind: "words"; options: readonly string[] | null }
  | { kind: "struct"; fields: readonly (readonly [string, Schema])[] }
  | { kind: "map"; inner: Schema }
  | { kind: "list"; inner: Schema }
  /** No form makes sense: it is written as JSON. */
  | { kind: "json" };

export function whole(schema: Schema, root: Schema): Schema {
  let here = schema;
  while (here.$ref) here = root.$defs?.[here.$ref.replace("#/$defs/", "")] ?? {};
  return here;
}

export function shapeOf(schema: Schema, root: Schema): Shape {
  const here = whole(schema, root);
  if (here.anyOf) return eitherOf(here.anyOf, root);
  if (here.enum) return { kind: "choice", isOptional: false, options: here.enum.map(String) };
  switch (here.type) {
    case "string":
      return { kind: here.format === "duration" ? "duration" : "text", isOptional: false };
    case "integer":
    case "number":
      return {
        kind: "number",
        isOptional: false,
        isWhole: here.type === "integer",
        ...(here.minimum === undefined ? {} : { min: here.minimum }),
        ...(here.maximum === undefined ? {} : { max: here.maximum }),
      };
    case "boolean":
      return { kind: "flag" };
    case "array":
      return listOf(here, root);
    case "object":
      if (here.properties) return { kind: "struct", fields: Object.entries(here.properties) };
      if (typeof here.additionalProperties === "object")
        return { kind: "map", inner: here.additionalProperties };
  }
  return { kind: "json" };
}

/** Something, or nothing; other choices are left to JSON. */
function eitherOf(parts: readonly Schema[], root: Schema): Shape {
  const others = parts.filter((one) => one.type !== "null");
  const [only] = others;
  if (!only || others.length > 1 || others.length === parts.length) return { kind: "json" };
  const shape = shapeOf(only, root);
  return "isOptional" in shape ? { ...shape, isOptional: true } : { kind: "json" };
}

function listOf(here: Schema, root: Schema): Shape {
  if (here.prefixItems || typeof here.items !== "object") return { kind: "json" };
  const inner = shapeOf(here.items, root);
  if (inner.kind === "text") return { kind: "words", options: null };
  if (inner.kind === "choice") return { kind: "words", options: inner.options };
  return { kind: "list", inner: here.items };
}

/** What a new entry begins with. */
export function blank(schema: Schema, root: Schema): unknown {
  const here = whole(schema, root);
  if (here.default !== undefined) return here.default;
  const shape = shapeOf(schema, root);
  switch (shape.kind) {
    case "text":
      return shape.isOptional ? null : "";
    case "number":
      return shape.isOptional ? null : Math.max(0, shape.min ?? 0);
    case "flag":
      return false;
    case "choice":
      return shape.isOptional ? null : (shape.options[0] ?? "");
    case "duration":
      return shape.isOptional ? null : "PT0S";
    case "words":
    case "list":
      return [];
    case "map":
      return {};
    case "struct":
      return Object.fromEntries(shape.fields.map(([name, inner]) => [name, blank(inner, root)]));
    case "json":
      return null;
  }
}

/** Text that should be JSON and is not, where a value belongs. */
export class Broken {
  constructor(readonly text: string) {}
}

export function isBroken(value: unknown): boolean {
  if (value instanceof Broken) return true;
  if (Array.isArray(value)) return value.some(isBroken);
  return typeof value === "object" && value !== null && Object.values(value).some(isBroken);
}

export const UNITS = { d: 86_400, h: 3600, min: 60, s: 1 } as const;
export type Unit = keyof typeof UNITS;

const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration in days and less; none for what is written otherwise. */
export function secondsOf(text: string): number | null {
  const parts = ISO.exec(text);
  if (!parts || text === "P" || text.endsWith("T")) return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

export const durationOf = (seconds: number): string => `PT${seconds}S`;

/** The largest unit in which it is a whole number. */
export const unitOf = (seconds: number): Unit =>
  (Object.keys(UNITS) as Unit[]).find((unit) => seconds > 0 && seconds % UNITS[unit] === 0) ?? "s";
