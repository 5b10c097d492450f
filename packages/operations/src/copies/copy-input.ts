import type { Check } from "@holdfast/domain";
import type { CopyOf } from "../applications/application.ts";

/** What a person asks for: an application of a backup beside what is there, under another slug. */
export interface CopyRequest {
  readonly set: string;
  /** The slug in the backup. */
  readonly application: string;
  /** The copy's slug. */
  readonly as: string;
  /** From a namespace of the backup to a new one; the primary one goes to the slug's name unless it is mapped. */
  readonly map: Readonly<Record<string, string>>;
}

/** What was asked and confirmed. Plain JSON: it goes into the record. */
export interface CopyInput {
  readonly set: string;
  /** The slug in the backup. */
  readonly source: string;
  /** The copy's slug. */
  readonly slug: string;
  readonly backup: string;
  readonly backupUid: string;
  readonly veleroNamespace: string;
  readonly copyOf: CopyOf;
  /** The copy's own, made when it was asked for. */
  readonly applicationId: string;
  readonly planHash: string;
}

export interface ClaimedNamespaces {
  /** The uids of what was in them before the copy. */
  readonly before: readonly string[];
}

export interface CopyPlan {
  readonly backup: { readonly set: string; readonly name: string; readonly uid: string };
  readonly source: string;
  readonly slug: string;
  /** From the backup's namespaces, the primary one first, to the copy's. */
  readonly namespaces: readonly { readonly from: string; readonly to: string }[];
  /** Claims that are filled from the backup, and claims that are made empty; as they are called in the backup. */
  readonly filled: readonly CopiedClaim[];
  readonly empty: readonly CopiedClaim[];
  /** Cluster-scoped objects of the release: those that are there are used as they are, the others are not made. */
  readonly used: readonly string[];
  readonly notMade: readonly string[];
}

export interface CopiedClaim {
  readonly namespace: string;
  readonly name: string;
  readonly sizeBytes?: number;
}

export interface MadeCopyPlan {
  readonly plan: CopyPlan;
  readonly hash: string;
  readonly checks: readonly Check[];
}
