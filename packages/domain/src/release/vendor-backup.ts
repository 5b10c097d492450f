import type { LabelSelector } from "../selection/label-selector.ts";
import type { BackupResourceHook, RestoreResourceHook } from "./velero-hooks.ts";

/** The vendor's `kind: Backup` (velero.io/v1), rendered and checked. Field names and meanings are Velero's. */
export interface VendorBackup {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: VendorBackupSpec;
}

/** What of Velero's BackupSpec a vendor may say; what is not here is refused, see backup-fields.ts. */
export interface VendorBackupSpec {
  readonly csiSnapshotTimeout?: string;
  readonly datamover?: string;
  readonly defaultVolumesToFsBackup?: boolean;
  readonly excludedClusterScopedResources?: readonly string[];
  readonly excludedNamespaceScopedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly hooks?: { readonly resources?: readonly BackupResourceHook[] };
  readonly includedNamespaceScopedResources?: readonly string[];
  readonly includedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly itemOperationTimeout?: string;
  readonly labelSelector?: LabelSelector;
  readonly orLabelSelectors?: readonly LabelSelector[];
  readonly orderedResources?: Readonly<Record<string, string>>;
  readonly snapshotMoveData?: boolean;
  readonly snapshotVolumes?: boolean;
  /** Only proposes the default retention. */
  readonly ttl?: string;
  readonly uploaderConfig?: { readonly parallelFilesUpload?: number };
  readonly volumeGroupSnapshotLabelKey?: string;
}

/** What of Velero's RestoreSpec a vendor may say; what is not here is refused, see restore-fields.ts. */
export interface VendorRestoreSpec {
  readonly excludedResources?: readonly string[];
  readonly hooks?: { readonly resources?: readonly RestoreResourceHook[] };
  readonly itemOperationTimeout?: string;
  readonly preserveNodePorts?: boolean;
  readonly restoreStatus?: {
    readonly includedResources?: readonly string[];
    readonly excludedResources?: readonly string[];
  };
  readonly uploaderConfig?: { readonly writeSparseFiles?: boolean; readonly parallelFilesDownload?: number };
}

/** The vendor's optional `kind: Restore` (velero.io/v1), rendered and checked. */
export interface VendorRestore {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly spec: VendorRestoreSpec;
}
