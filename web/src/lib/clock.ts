/** One clock for all timers: the server's time, ticking once a second. */
import { useSyncExternalStore } from "react";

let skew = 0;
let now = Date.now();
let timer = 0;
const listeners = new Set<() => void>();

export function serverNow(): number {
  return Date.now() + skew;
}

/** Small differences are the network's delay, not the clock's fault. */
export function keepTime(serverTime: string): void {
  const difference = Date.parse(serverTime) - Date.now();
  if (Number.isFinite(difference) && Math.abs(difference - skew) > 400) {
    skew = difference;
    tick();
  }
}

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    tick();
    timer = window.setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
