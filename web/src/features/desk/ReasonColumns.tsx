import { useState } from "react";
import type { Reason } from "../../api/types";
import { nameOf } from "../../lib/words";
import css from "./desk.module.css";

interface Props {
  reasons: readonly Reason[];
  chosen: readonly string[];
  onToggle: (code: string) => void;
}

/** The tree of reasons as three columns: a branch opens the next one, a leaf is taken. */
export function ReasonColumns({ reasons, chosen, onToggle }: Props) {
  const [opened, setOpened] = useState<string[]>([]);
  const childrenOf = (parent: string | null) => reasons.filter((one) => one.parent === parent);
  const columns = [null, ...opened].slice(0, 3).map(childrenOf);

  const pick = (depth: number, reason: Reason) => {
    const hasMore = reasons.some((one) => one.parent === reason.code);
    if (hasMore) setOpened([...opened.slice(0, depth), reason.code]);
    else onToggle(reason.code);
  };
  return (
    <div className={css.columns}>
      {[0, 1, 2].map((depth) => (
        <ul key={depth}>
          {(columns[depth] ?? []).map((reason) => {
            const hasMore = reasons.some((one) => one.parent === reason.code);
            return (
              <li key={reason.code}>
                <button
                  type="button"
                  className={css.option}
                  aria-pressed={
                    hasMore ? opened[depth] === reason.code : chosen.includes(reason.code)
                  }
                  onClick={() => pick(depth, reason)}
                >
                  <span>{nameOf(reason.name)}</span>
                  <span aria-hidden>{hasMore ? "›" : chosen.includes(reason.code) ? "✓" : ""}</span>
                </button>
              </li>
            );
          })}
        </ul>
      ))}
    </div>
  );
}
