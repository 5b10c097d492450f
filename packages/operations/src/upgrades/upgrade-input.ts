import type { FaultView } from "@holdfast/domain";
import type { DeployChoices } from "../applications/deploy-release.ts";
import type { PlannedBackup } from "../backups/plan-backup.ts";

/** What was asked. The release, the values and the license lie beside the record, since they may hold secrets. */
export interface UpgradeInput {
  readonly slug: string;
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  readonly choices: DeployChoices;
  /** The id of a new vendor key that the customer has made sure of. */
  readonly trustKey?: string;
  readonly backup: UpgradeBackup;
}

export interface ReleaseName {
  readonly sequence: number;
  readonly versionLabel: string;
}

/** The backup that makes going back possible. */
export type UpgradeBackup =
  | { readonly kind: "take"; readonly planned: PlannedBackup }
  /** An interrupted deployment cannot be backed up; the backup from before it is kept. */
  | { readonly kind: "kept"; readonly set: string }
  /** The deployed release is deployed again: no new program meets the data. */
  | { readonly kind: "not-needed" }
  | { readonly kind: "declined" }
  /** None can be made; going on without one was accepted. */
  | { readonly kind: "impossible"; readonly fault: FaultView };

/** What the backup step has come to. */
export type MadeBackup = { readonly kind: "made"; readonly set: string } | { readonly kind: "none" };
