import type { Clock } from "../src/context.ts";

interface Sleeper {
  readonly wakeAt: number;
  wake(): void;
}

/** Time that jumps to the next sleeper as soon as nothing else is left to do. */
export function virtualClock(start = Date.parse("2026-01-01T00:00:00Z")): Clock {
  let now = start;
  const sleepers = new Set<Sleeper>();

  function jump(): void {
    const next = [...sleepers].sort((one, other) => one.wakeAt - other.wakeAt)[0];
    if (next === undefined) return;
    now = Math.max(now, next.wakeAt);
    next.wake();
    setImmediate(jump);
  }

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise<void>((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          wakeAt: now + milliseconds,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.add(sleeper);
        setImmediate(jump);
      });
    },
  };
}
