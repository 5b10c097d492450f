/** What a schedule backs up. */
export type ScheduleScope = { readonly kind: "instance" } | { readonly kind: "application"; readonly slug: string };

/** How a run ended, as far as is known. */
export type RunOutcome =
  | { readonly kind: "running"; readonly since: string }
  /** The backup was made: whole, or without some of its parts' data. */
  | { readonly kind: "complete"; readonly at: string }
  | { readonly kind: "partial"; readonly at: string; readonly reason: string }
  | { readonly kind: "failed"; readonly at: string; readonly reason: string }
  | { readonly kind: "cancelled"; readonly at: string; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export type ScheduleState =
  /** Waits for its next time. */
  | { readonly kind: "active" }
  /** By a person, or because a license does not allow backups (then it goes on by itself). */
  | { readonly kind: "paused"; readonly reason: string; readonly since: string }
  | { readonly kind: "running"; readonly set: string; readonly since: string }
  /** The backup of this time should be running, and waits for what is named; at `until` it is missed. */
  | { readonly kind: "waiting"; readonly slot: string; readonly reason: string; readonly until: string }
  /** The last backup runs for longer than it may. */
  | { readonly kind: "stuck"; readonly set: string; readonly since: string; readonly reason: string }
  /** Its time came, and nobody has acted: Holdfast does not run in the cluster, or cannot. */
  | { readonly kind: "late"; readonly slot: string; readonly reason: string }
  /** The record cannot be read as a schedule. */
  | { readonly kind: "invalid"; readonly reason: string };

export interface MissedSlotView {
  readonly slot: string;
  readonly reason: string;
}

/** Everything that is shown of a schedule. Times are RFC 3339 in UTC. */
export interface ScheduleView {
  readonly name: string;
  readonly scope: ScheduleScope;
  readonly cron: string;
  /** The cron expression in words. */
  readonly when: string;
  readonly timeZone: string;
  /** Absent: Velero's default. */
  readonly destination?: string;
  readonly paused?: { readonly reason: string; readonly since: string };
  /** The next five times; none while it is paused by a person or invalid. */
  readonly next: readonly string[];
  readonly lastRun?: { readonly slot: string; readonly set: string; readonly outcome: RunOutcome };
  /** Newest first, the newest ones; `missedEarlier` counts those that are not listed any more. */
  readonly missed: readonly MissedSlotView[];
  readonly missedEarlier: number;
  readonly state: ScheduleState;
  readonly createdAt: string;
  readonly startWithinSeconds: number;
  readonly runWithinSeconds: number;
}
