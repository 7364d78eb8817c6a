import { useEffect, useState } from "react";
import { keepOpen, type LinkState } from "../../api/socket";
import type { FloorNow } from "../../api/types";
import { keepTime } from "../../lib/clock";

/** The people whom somebody leads, as the server pushes them about once a second. */
export function useFloor(): { floor: FloorNow | null; link: LinkState } {
  const [floor, setFloor] = useState<FloorNow | null>(null);
  const [link, setLink] = useState<LinkState>("connecting");
  useEffect(
    () =>
      keepOpen<FloorNow>("/ws/floor", {
        onMessage: (message, isFirst) => {
          if (isFirst) keepTime(message.as_of);
          setFloor(message);
        },
        onState: setLink,
        quietMs: 8000,
      }),
    [],
  );
  return { floor, link };
}
