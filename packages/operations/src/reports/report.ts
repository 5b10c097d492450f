import type { Finding, HookRun } from "@holdfast/domain";
import type { ResultEntry } from "@holdfast/velero";
import type { HeldVolume } from "../coverage/held-volumes.ts";

/** The shape below; a program leaves reports of a newer schema alone. */
export const reportSchema = 1;

/** A backup set, or one Velero Restore. */
export interface ReportSubject {
  readonly kind: "backup" | "restore";
  readonly name: string;
}

/** What Velero and the pods said of work that has ended, as it was read then. Carries no secret. */
export interface Report {
  readonly schema: number;
  readonly of: ReportSubject;
  /** RFC 3339. */
  readonly readAt: string;
  readonly members: readonly MemberReport[];
}

/** Of one Velero Backup or Restore. */
export interface MemberReport {
  readonly name: string;
  readonly hooks: KeptList<HookRun>;
  readonly volumes: KeptList<HeldVolume>;
  readonly warnings: KeptList<ResultEntry>;
  readonly errors: KeptList<ResultEntry>;
  readonly findings: readonly Finding[];
}

export type KeptList<Item> =
  /** `omitted`: how many more there were than are kept. */
  | { readonly kind: "known"; readonly items: readonly Item[]; readonly omitted: number }
  | { readonly kind: "unknown"; readonly reason: string };
