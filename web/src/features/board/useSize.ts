import { type RefObject, useEffect, useRef, useState } from "react";

interface Size {
  width: number;
  height: number;
}

/** How large the element is now: what is drawn by it keeps its letters readable. */
export function useSize<E extends Element>(): [RefObject<E | null>, Size] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size>({ width: 600, height: 240 });
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      if (width > 0 && height > 0) setSize({ width, height });
    });
    if (element.current) watcher.observe(element.current);
    return () => watcher.disconnect();
  }, []);
  return [element, size];
}
