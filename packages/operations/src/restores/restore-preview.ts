import type { Check, ClaimName, PlannedChanges } from "@holdfast/domain";
import type { ConsolePreview } from "../recovery/console-restore-input.ts";
import type { InstalledChange } from "./installed-change.ts";
import type { PlanBasis } from "./make-plan.ts";
import type { MadePlan, RestoreInput } from "./restore-input.ts";
import type { RestoreRequest } from "./restore-request.ts";

/** What a restore would do, to be shown and confirmed. */
export interface RestorePreview {
  readonly request: RestoreRequest;
  /** Moves when something else would be done; never with sizes, times or contents. */
  readonly hash: string;
  readonly backup: PreviewedBackup;
  readonly checks: readonly Check[];
  /** In the order in which they are restored; one that cannot be planned is in `checks` alone. */
  readonly applications: readonly ApplicationPreview[];
  /** Of a full restore, and of the console alone. */
  readonly console?: ConsolePreview;
  readonly safety: SafetyPreview;
  /** From past restores; absent: not known. The safety snapshot comes on top. */
  readonly expectedSeconds?: number;
}

interface PreviewedBackup {
  readonly set: string;
  readonly scope: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** The installation that made it; absent when it was not made by Holdfast. */
  readonly instance?: string;
}

export interface ApplicationPreview extends MadePlan {
  readonly slug: string;
  /** RFC 3339. */
  readonly backedUpAt: string;
  readonly sequence?: number;
  readonly versionLabel?: string;
  /** What it means for every object; the plan itself has the decisions. */
  readonly changes: PlannedChanges;
  readonly installed: InstalledChange;
  /** When the reading of its backup began. RFC 3339. */
  readonly readAt: string;
  /** What the plan stands on. */
  readonly basis: PlanBasis;
  /** Of the operation that restores this application. */
  readonly input: RestoreInput;
}

export type SafetyPreview =
  | { readonly kind: "declined" }
  /** None of the applications is in the cluster. */
  | { readonly kind: "nothing-there" }
  /** Of none of them, and it was not declined: it has to be. */
  | { readonly kind: "impossible"; readonly reason: string }
  /** All that is there was left half done by the restore that is taken back. */
  | { readonly kind: "half-done" }
  /** Kept for `safetyDays`. */
  | {
      readonly kind: "taken";
      readonly applications: readonly string[];
      /** Claims that are wiped and that it cannot hold, as was accepted. */
      readonly lacks: readonly ClaimName[];
      /** Applications that are not in it: left half done by the restore that is taken back. Absent: none. */
      readonly without?: readonly string[];
    };
