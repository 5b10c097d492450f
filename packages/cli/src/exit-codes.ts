import type { FaultClass } from "@holdfast/domain";

/** Exit codes: 0 done, 1 bug, 2 usage, then one per class of fault. Documented in docs/cli.md. */
export const exitCodes = {
  "invalid-input": 2,
  "not-found": 3,
  conflict: 4,
  forbidden: 5,
  unavailable: 6,
  failed: 7,
  "timed-out": 8,
  refused: 9,
} as const satisfies Record<FaultClass, number>;

export const exitDone = 0;
export const exitBug = 1;
/** As shells say it for a process ended by SIGINT. */
export const exitInterrupted = 130;
