import type { RunOutcome } from "./schedule-view.ts";

/**
 * What was decided of a schedule's times, in milliseconds since the epoch. It is kept beside the operations and not with
 * the schedule: no backup carries it, so that no restore takes back what was decided, and a schedule in a new cluster
 * begins there with nothing to make up for.
 */
export interface Ledger {
  /** The schedule's id. */
  readonly schedule: string;
  /** The cron expression and zone by which was decided; under another rule it begins anew. */
  readonly rule: string;
  /** Every time up to here, this one included, is decided: never again is a set begun for one of them. */
  readonly decidedUntil: number;
  /** Times after this one, up to `decidedUntil`, were decided when they came. It lies in the future once a clock was set back. */
  readonly unbrokenFrom: number;
  /** Times that are still to come and were decided while the clock was ahead. */
  readonly ahead: readonly Interval[];
  /** The time whose backup is to begin. Its set may exist already, when who began it died before it was written here. */
  readonly due?: DueSlot;
  readonly lastRun?: Run;
  /** Newest first. */
  readonly missed: readonly MissedSlot[];
  /** How many are not in the list any more. */
  readonly missedEarlier: number;
  /** Why nothing can be decided at the moment. */
  readonly problem?: string;
}

/** After `from`, up to and with `until`. */
interface Interval {
  readonly from: number;
  readonly until: number;
}

export interface DueSlot {
  readonly slot: number;
  /** The name of its backup set. */
  readonly set: string;
  /** When it was taken up: late for a time that was slept through. */
  readonly since: number;
  /** Attempts that failed. */
  readonly tries: number;
  readonly nextTry: number;
  /** What holds it up. */
  readonly waitsFor?: string;
}

/** A backup that was begun for a time. */
export interface Run {
  readonly slot: number;
  readonly set: string;
  readonly begunAt: number;
  /** Attempts that failed before anything was made. */
  readonly tries: number;
  readonly nextTry: number;
  /** When its transfers were told to stop, for having run too long. */
  readonly stoppedAt?: number;
  /** Once it is over. */
  readonly outcome?: EndedOutcome;
}

export type EndedOutcome = Exclude<RunOutcome, { readonly kind: "running" }>;

interface MissedSlot {
  readonly slot: number;
  readonly reason: string;
}

const keptMissed = 50;

export function newLedger(schedule: string, rule: string, from: number): Ledger {
  return {
    schedule,
    rule,
    decidedUntil: from,
    unbrokenFrom: from,
    ahead: [],
    missed: [],
    missedEarlier: 0,
  };
}

export function withMissed(ledger: Ledger, slots: readonly number[], reason: string): Ledger {
  const missed = [...slots.map((slot) => ({ slot, reason })), ...ledger.missed].sort(
    (one, other) => other.slot - one.slot,
  );
  return {
    ...ledger,
    missed: missed.slice(0, keptMissed),
    missedEarlier: ledger.missedEarlier + Math.max(missed.length - keptMissed, 0),
  };
}

/** Without the slot that was to begin, which is missed. */
export function withoutDue(ledger: Ledger, reason: string): Ledger {
  const { due, ...rest } = ledger;
  return due === undefined ? ledger : withMissed(rest, [due.slot], reason);
}

const firstPauseMilliseconds = 60_000;
const longestPauseMilliseconds = 30 * 60_000;

/** How long to wait after so many failed attempts. */
export function pauseAfter(tries: number): number {
  return Math.min(firstPauseMilliseconds * 2 ** (tries - 1), longestPauseMilliseconds);
}
