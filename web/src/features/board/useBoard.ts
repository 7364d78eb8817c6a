import { useEffect, useState } from "react";
import { keepOpen, type LinkState } from "../../api/socket";
import type { BoardNow, Simulated } from "../../api/types";
import { keepTime } from "../../lib/clock";

/** The board as the server pushes it, about once a second. */
export function useBoard(
  channel: string,
  simulated: Simulated,
): { board: BoardNow | null; link: LinkState } {
  const [board, setBoard] = useState<BoardNow | null>(null);
  const [link, setLink] = useState<LinkState>("connecting");
  useEffect(
    () =>
      keepOpen<BoardNow>(`/ws/board?${new URLSearchParams({ channel, simulated })}`, {
        onMessage: (message, isFirst) => {
          if (message.type !== "BoardNow") return;
          if (isFirst) keepTime(message.as_of);
          setBoard(message);
        },
        onState: setLink,
        quietMs: 8000,
      }),
    [channel, simulated],
  );
  return { board, link };
}
