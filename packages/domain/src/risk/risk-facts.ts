import type { BackupSet } from "../backup-set/backup-set.ts";
import type { GateDecision } from "../license/decide-gate.ts";
import type { LimitSettings } from "./limits.ts";

/** A fact, or why it could not be read. */
export type Known<Value> =
  | { readonly kind: "known"; readonly value: Value }
  /** A clause for a person, with what was asked: "the right to list … is missing". */
  | { readonly kind: "unknown"; readonly reason: string };

/** Undefined also for what is known to be undefined. */
export function valueOf<Value>(known: Known<Value>): Value | undefined {
  return known.kind === "known" ? known.value : undefined;
}

/** Everything that decides how much would be lost. Each part is known or not for itself; nothing is guessed. */
export interface RiskFacts {
  /** This installation's id; undefined when it never made a backup. */
  readonly installation: Known<string | undefined>;
  /** Without copies: those are never backed up. */
  readonly applications: Known<readonly ApplicationFact[]>;
  readonly sets: Known<readonly BackupSet[]>;
  readonly destinations: Known<readonly DestinationFact[]>;
  readonly schedules: Known<readonly ScheduleFact[]>;
  readonly limits: Known<LimitSettings>;
  /** Whether a recovery kit exists for the repository password that is in use. */
  readonly kit: Known<"exported" | "outdated" | "missing">;
  /** How far this program's clock is ahead of the API server's; negative: behind. */
  readonly clockAheadSeconds: Known<number>;
  /** What keeps Velero from making or reading backups. */
  readonly velero: Known<readonly VeleroFact[]>;
}

export interface ApplicationFact {
  readonly slug: string;
  readonly title: string;
  /** What the license says about new backups. */
  readonly license: Known<GateDecision>;
}

export interface DestinationFact {
  readonly name: string;
  /** inside: in a store that runs in this cluster, and is lost with it. unknown: its address does not tell. */
  readonly place: "inside" | "outside" | "unknown";
  /** Backups go here unless another destination is named. */
  readonly isCurrent: boolean;
  readonly readOnly: boolean;
  readonly reach:
    | { readonly kind: "available" }
    /** `since`: when Velero last read what is in it, RFC 3339. */
    | { readonly kind: "unavailable"; readonly reason: string; readonly since?: string };
}

export interface VeleroFact {
  readonly message: string;
  readonly remedy: string;
}

/** What a schedule has done and will do. Times are RFC 3339. */
export interface ScheduleFact {
  readonly name: string;
  /** A schedule of the instance makes full backups, which hold every application. */
  readonly scope: { readonly kind: "instance" } | { readonly kind: "application"; readonly slug: string };
  readonly paused?: { readonly reason: string; readonly since: string };
  readonly next: readonly string[];
  /** Times that came and made no backup, as far as they are listed. */
  readonly missed: readonly { readonly slot: string; readonly reason: string }[];
  /** The last run, when it ended badly: it may have made nothing that is left to be seen. */
  readonly failedRun?: { readonly slot: string; readonly reason: string };
  /** All of them, also those that are not listed any more. */
  readonly missedRuns: number;
  /** Why no run can be expected of it as it is: it is stuck, or cannot be read. */
  readonly trouble?: string;
}
