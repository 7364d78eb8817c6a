import type { Reason } from "../api/types";
import { matches } from "./pinyin";
import { nameOf } from "./words";

export interface Leaf {
  code: string;
  /** From the root to the leaf. */
  path: Reason[];
}

/** The codes that may be chosen: those under which there are no others. */
export function leaves(reasons: readonly Reason[]): Leaf[] {
  const byCode = new Map(reasons.map((reason) => [reason.code, reason]));
  const parents = new Set(reasons.map((reason) => reason.parent));
  return reasons
    .filter((reason) => !parents.has(reason.code))
    .map((reason) => ({ code: reason.code, path: pathOf(reason, byCode) }));
}

function pathOf(reason: Reason, byCode: ReadonlyMap<string, Reason>): Reason[] {
  const path: Reason[] = [];
  let at: Reason | undefined = reason;
  while (at && !path.includes(at)) {
    path.unshift(at);
    at = at.parent === null ? undefined : byCode.get(at.parent);
  }
  return path;
}

export const title = (leaf: Leaf) => leaf.path.map(({ name }) => nameOf(name)).join(" / ");

/** Each word of the query must be found somewhere on the path. */
export function search(all: readonly Leaf[], query: string): Leaf[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  return all.filter((leaf) =>
    words.every(
      (word) =>
        leaf.code.toLowerCase().startsWith(word.toLowerCase()) ||
        leaf.path.some((reason) =>
          matches(word, `${reason.name.zh} ${reason.name.en}`, reason.pinyin),
        ),
    ),
  );
}
