import type { DueSlot, EndedOutcome, Ledger, Run } from "./ledger.ts";
import type { Timing } from "./timing.ts";

/** What became of the last backup that was begun. */
export type RunFacts =
  | { readonly kind: "going" }
  /** It failed before Velero was asked for anything, and may be begun again. */
  | { readonly kind: "not-begun"; readonly reason: string }
  | { readonly kind: "ended"; readonly outcome: EndedOutcome };

/** All that a decision about one schedule needs. Times are milliseconds since the epoch. */
export interface ScheduleFacts {
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly timing: Timing;
  /** Times before it are none of its. In the future when clocks differ. */
  readonly activeFrom: number;
  readonly paused: boolean;
  readonly startWithinMilliseconds: number;
  readonly runWithinMilliseconds: number;
  readonly ledger: Ledger | undefined;
  /** The set of the time that is due exists. */
  readonly dueBegun: boolean;
  /** Of the ledger's last run, while its outcome is not written. */
  readonly run: RunFacts | undefined;
  /** Other work that a backup may not begin beside. */
  readonly obstacle: string | undefined;
}

export type ScheduleDecision =
  /** Nothing to do before this moment, unless something changes. */
  | { readonly kind: "rest"; readonly until: number }
  /** Write it, then decide again. */
  | { readonly kind: "write"; readonly ledger: Ledger }
  /** Begin the backup of the time that is due. */
  | { readonly kind: "begin"; readonly ledger: Ledger; readonly due: DueSlot }
  /** Begin the last backup again: nothing was made of it. */
  | { readonly kind: "begin-again"; readonly ledger: Ledger; readonly run: Run }
  /** Tell the transfers of the last backup to stop. */
  | { readonly kind: "stop-transfers"; readonly ledger: Ledger; readonly run: Run };
