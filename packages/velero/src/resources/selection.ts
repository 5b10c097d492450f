/** What Backup and Restore have in common: hooks, references, progress. */
import type { LabelSelector } from "@holdfast/domain";

export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** A pod that a volume belongs to. */
export interface PodReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** Fields by which a hook chooses its pods. */
export interface HookSelection {
  readonly name: string;
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly labelSelector?: LabelSelector;
}

export interface HookStatus {
  readonly hooksAttempted?: number;
  readonly hooksFailed?: number;
}

/** Bytes; kopia's total is a running estimate, so `bytesDone` may reach it long before the end. */
export interface TransferProgress {
  readonly totalBytes?: number;
  readonly bytesDone?: number;
}
