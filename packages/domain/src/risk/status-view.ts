/** The answer to "am I safe?", worst first. Every time is RFC 3339; ages and limits are seconds. */
export interface StatusView {
  /** When it was judged. */
  readonly at: string;
  readonly worst: StatusLevel;
  /** The answer in one sentence. */
  readonly sentence: string;
  /** Full backups. Absent while no application is installed. */
  readonly instance?: SubjectStatus;
  /** The worst first. */
  readonly applications: readonly ApplicationStatus[];
  readonly kit: "exported" | "outdated" | "missing" | "unknown";
  /** What is wrong or not known, and what to do about it; the worst first. */
  readonly problems: readonly StatusProblem[];
}

/** From best to worst. */
export const riskStates = ["safe", "late", "unknown", "broken", "never"] as const;

/**
 * safe: the last good backup is younger than the limit. late: so far it is, but it does not hold all data, or what
 * should have renewed it did not.
 * broken: it is older than the limit. never: there is no good backup. unknown: it cannot be told, see the reason.
 */
export type RiskState = (typeof riskStates)[number];

/** From best to worst; "nothing": no application is installed. */
export const statusLevels = ["nothing", "safe", "rollback-only", "late", "unknown", "broken", "never"] as const;

/** "rollback-only": mistakes can be taken back, but the loss of the cluster is not covered, or not within the limit. */
export type StatusLevel = (typeof statusLevels)[number];

/** One good backup. */
export interface GoodBackup {
  readonly set: string;
  /** When it was begun: what was written later is not in it. */
  readonly at: string;
  readonly destination?: string;
}

/** How well one subject is kept by the backups that count for one purpose. */
export interface Protection {
  readonly state: RiskState;
  /** The newest that is certainly there. */
  readonly lastGood?: GoodBackup;
  /** Of the last good one: everything younger would be lost. */
  readonly ageSeconds?: number;
  /** When the limit was or will be broken, unless a new backup comes before. */
  readonly brokenAt?: string;
  /** A newer one whose destination cannot be read now. */
  readonly unverified?: GoodBackup & { readonly reason: string };
  /** Only in state "late": what did not renew it, or that it lacks data. */
  readonly lateBecause?: "last-backup-failed" | "run-missed" | "data-not-covered";
  /** Why it is not safe. */
  readonly reason?: string;
}

/** For the loss of the cluster only full backups count that lie outside of it. */
export interface RecoveryProtection extends Protection {
  /** What the good backups lack that there are; only in state "never". */
  readonly lacks?: "any-backup" | "full-backup" | "copy-outside";
}

/** An application, or the instance. Its own `state` counts every good backup, also those inside the cluster. */
export interface SubjectStatus extends Protection {
  /** Absent: it could not be read. */
  readonly limitSeconds?: number;
  /** Set for this subject, or that of all that have none of their own. */
  readonly limitOrigin: "own" | "default" | "unknown";
  /** It has good backups, and all of them lie in the cluster's own store. */
  readonly onlyInside: boolean;
  readonly recovery: RecoveryProtection;
  /** The next backup that a schedule will make of it. */
  readonly nextRun?: { readonly schedule: string; readonly at: string };
}

export interface ApplicationStatus extends SubjectStatus {
  readonly slug: string;
  readonly title: string;
}

/** Which part of the answer a problem belongs to. */
export type ProblemSubject =
  | { readonly kind: "instance" }
  | { readonly kind: "application"; readonly slug: string }
  | { readonly kind: "destination"; readonly name: string }
  | { readonly kind: "schedule"; readonly name: string };

/** In the order in which they are worth doing. */
export const statusProblemCodes = [
  "not-readable",
  "no-destination",
  "no-good-backup",
  "limit-broken",
  "destination-unavailable",
  "velero-problem",
  "clock-skew",
  "last-backup-failed",
  "run-missed",
  "not-entitled",
  "left-out",
  "destination-read-only",
  "only-inside",
  "no-full-backup-outside",
  "recovery-kit-missing",
  "schedule-broken",
  "schedule-paused",
  "no-run-in-time",
  "data-not-covered",
  "made-elsewhere",
] as const;

export type StatusProblemCode = (typeof statusProblemCodes)[number];

export interface StatusProblem {
  readonly code: StatusProblemCode;
  readonly subject: ProblemSubject;
  /** A sentence. */
  readonly message: string;
  /** What to do, as a sentence or a command. */
  readonly remedy: string;
}

/** The worse of two, by the order of `riskStates`. */
export function isWorse(one: RiskState, other: RiskState): boolean {
  return riskStates.indexOf(one) > riskStates.indexOf(other);
}
