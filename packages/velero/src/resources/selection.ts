/** What Backup and Restore have in common: references, hooks' counts, progress. */

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

export interface HookStatus {
  readonly hooksAttempted?: number;
  readonly hooksFailed?: number;
}

/** Bytes; kopia's total is a running estimate, so `bytesDone` may reach it long before the end. */
export interface TransferProgress {
  readonly totalBytes?: number;
  readonly bytesDone?: number;
}
