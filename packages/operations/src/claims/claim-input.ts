import type { ClaimName, ClaimPlan } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";

/** What a person asks for: one claim of one application from a backup. */
export interface ClaimRequest {
  readonly set: string;
  readonly application: string;
  /** Without a namespace: the application's primary one. */
  readonly claim: { readonly name: string; readonly namespace?: string };
  /** Take a safety snapshot of the application first. */
  readonly safety: boolean;
  /** Codes of checks that a person accepts. */
  readonly accepted: readonly string[];
}

/** What was asked and confirmed. Plain JSON: it goes into the record. */
export interface ClaimRestoreInput {
  readonly set: string;
  readonly slug: string;
  readonly backup: string;
  readonly backupUid: string;
  readonly veleroNamespace: string;
  readonly claim: ClaimName;
  readonly safety: boolean;
  /** Codes of checks that a person accepted. */
  readonly accepted: readonly string[];
  readonly planHash: string;
}

/** The claim's data in the backup: a snapshot that Velero's node agent made of a pod's volume. */
export interface ClaimData {
  readonly snapshotId: string;
  readonly uploader: string;
  readonly location: string;
  /** Bytes of its files, when the backup tells. */
  readonly bytes?: number;
}

/** Where a pod that mounts the claim may run, and as whom: of the pod that was backed up. */
export interface PodPattern {
  readonly securityContext?: unknown;
  readonly containerSecurityContext?: unknown;
  readonly nodeSelector?: unknown;
  readonly affinity?: unknown;
  readonly tolerations?: unknown;
  readonly schedulerName?: string;
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
}

export interface MadeClaimPlan {
  readonly plan: ClaimPlan;
  readonly hash: string;
  readonly data: ClaimData;
  /** The claim as it is made again. */
  readonly manifest: KubernetesObject;
  readonly pattern: PodPattern;
  /** Of the node agent: every node that can fill a volume has it. */
  readonly image: string;
}
