import type { FloorAgent } from "../../api/types";

export const SHOWN = ["all", "engaged", "ready", "away", "offline"] as const;
export type Shown = (typeof SHOWN)[number];

/** Whoever works first, then who could, then who is away; the longest first. */
const ORDER = ["engaged", "ready", "break", "training", "meeting", "offline"];

export function shownOf(presence: string): Shown {
  if (presence === "engaged" || presence === "ready" || presence === "offline") return presence;
  return "away";
}

export function listed(
  agents: readonly FloorAgent[],
  shown: Shown,
  typed: string,
): readonly FloorAgent[] {
  const wanted = typed.trim().toLowerCase();
  return agents
    .filter((one) => shown === "all" || shownOf(one.presence) === shown)
    .filter((one) => one.name.toLowerCase().includes(wanted) || one.number.startsWith(wanted))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) ||
        (a.since ?? "").localeCompare(b.since ?? "") ||
        a.number.localeCompare(b.number),
    );
}
