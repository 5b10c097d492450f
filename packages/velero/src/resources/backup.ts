import type { BackupResourceHook, LabelSelector } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { HookStatus, TypedLocalObjectReference } from "./selection.ts";

export interface BackupSpec {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly includedClusterScopedResources?: readonly string[];
  readonly excludedClusterScopedResources?: readonly string[];
  readonly includedNamespaceScopedResources?: readonly string[];
  readonly excludedNamespaceScopedResources?: readonly string[];
  readonly includeClusterResources?: boolean;
  readonly labelSelector?: LabelSelector;
  /** Velero refuses it together with `labelSelector`. */
  readonly orLabelSelectors?: readonly LabelSelector[];
  readonly snapshotVolumes?: boolean;
  readonly snapshotMoveData?: boolean;
  readonly defaultVolumesToFsBackup?: boolean;
  /** Go duration, e.g. "720h0m0s". Absent or zero means Velero's 720h. */
  readonly ttl?: string;
  readonly storageLocation?: string;
  readonly volumeSnapshotLocations?: readonly string[];
  readonly hooks?: { readonly resources?: readonly BackupResourceHook[] };
  /** Resource name → comma-separated "namespace/name". */
  readonly orderedResources?: Readonly<Record<string, string>>;
  readonly csiSnapshotTimeout?: string;
  readonly itemOperationTimeout?: string;
  readonly resourcePolicy?: TypedLocalObjectReference;
  readonly datamover?: string;
  readonly uploaderConfig?: { readonly parallelFilesUpload?: number };
  readonly volumeGroupSnapshotLabelKey?: string;
}

export interface BackupStatus {
  /** Read it with `backupStage`: the set of phases grows with Velero's versions. */
  readonly phase?: string;
  readonly version?: number;
  readonly formatVersion?: string;
  readonly expiration?: string;
  readonly startTimestamp?: string;
  readonly completionTimestamp?: string;
  readonly validationErrors?: readonly string[];
  readonly failureReason?: string;
  readonly warnings?: number;
  readonly errors?: number;
  readonly queuePosition?: number;
  readonly progress?: { readonly totalItems?: number; readonly itemsBackedUp?: number };
  readonly hookStatus?: HookStatus;
  readonly volumeSnapshotsAttempted?: number;
  readonly volumeSnapshotsCompleted?: number;
  readonly csiVolumeSnapshotsAttempted?: number;
  readonly csiVolumeSnapshotsCompleted?: number;
  readonly backupItemOperationsAttempted?: number;
  readonly backupItemOperationsCompleted?: number;
  readonly backupItemOperationsFailed?: number;
}

export interface Backup extends KubernetesObject {
  readonly spec: BackupSpec;
  readonly status?: BackupStatus;
}
