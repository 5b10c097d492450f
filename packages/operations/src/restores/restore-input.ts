import type { ClaimName, RestorePlan } from "@holdfast/domain";

/** What was asked: one application from one member of a set. */
export interface RestoreInput {
  readonly set: string;
  readonly slug: string;
  readonly backup: string;
  readonly backupUid: string;
  readonly veleroNamespace: string;
  readonly namespaces: readonly string[];
  /** The plan that was shown and confirmed. */
  readonly planHash: string;
  /** A person takes what a PartiallyFailed backup holds. */
  readonly allowPartiallyFailed?: true;
  readonly sequence?: number;
  readonly versionLabel?: string;
}

/** Of every operation that restores a part: once this step is in the journal, something may have been deleted. */
export const firstDeletingStep = "confirm-plan";

/** Of the restore of an application: once this step is in the journal, all that runs was Ready. */
export const readyStep = "verify";

/** The steps of a restore that run its parts; each one's result says how they ended. */
export const partSteps = { applications: "applications", console: "console" } as const;

/** Before any part of a restore begins. */
export const groundStep = "prepare-console";

/** A claim whose data the backup holds. */
export interface CoveredClaim extends ClaimName {
  readonly sizeBytes?: number;
}

/** What runs and is stopped first. */
export interface RunningWorkload {
  readonly kind: "Deployment" | "StatefulSet" | "CronJob";
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Of a CronJob: 1, or 0 when it is suspended. */
  readonly replicas: number;
}

export interface MadePlan {
  readonly plan: RestorePlan;
  readonly hash: string;
  readonly covered: readonly CoveredClaim[];
  readonly workloads: readonly RunningWorkload[];
}
