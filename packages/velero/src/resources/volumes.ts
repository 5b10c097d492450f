import type { KubernetesObject } from "@holdfast/kubernetes";
import type { PodReference, TransferProgress } from "./selection.ts";

interface TransferStatus {
  /** Read it with `volumeStage`: Velero before 1.17 knows fewer phases. */
  readonly phase?: string;
  readonly message?: string;
  readonly acceptedTimestamp?: string;
  readonly startTimestamp?: string;
  readonly completionTimestamp?: string;
  readonly progress?: TransferProgress;
}

export interface PodVolumeBackupSpec {
  readonly node: string;
  readonly pod: PodReference;
  /** Name of the volume in the pod's spec, not of the claim. */
  readonly volume: string;
  readonly backupStorageLocation: string;
  readonly repoIdentifier: string;
  readonly uploaderType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly cancel?: boolean;
}
export interface PodVolumeBackupStatus extends TransferStatus {
  readonly path?: string;
  readonly snapshotID?: string;
  readonly incrementalBytes?: number;
}
/** File-system backup of one volume of one pod. */
export interface PodVolumeBackup extends KubernetesObject {
  readonly spec: PodVolumeBackupSpec;
  readonly status?: PodVolumeBackupStatus;
}

export interface PodVolumeRestoreSpec {
  readonly pod: PodReference;
  readonly volume: string;
  readonly backupStorageLocation: string;
  readonly repoIdentifier: string;
  readonly snapshotID: string;
  readonly snapshotSize?: number;
  readonly sourceNamespace: string;
  readonly uploaderType?: string;
  readonly cancel?: boolean;
}
export interface PodVolumeRestoreStatus extends TransferStatus {
  readonly node?: string;
}
export interface PodVolumeRestore extends KubernetesObject {
  readonly spec: PodVolumeRestoreSpec;
  readonly status?: PodVolumeRestoreStatus;
}

export interface DataUploadSpec {
  readonly snapshotType: string;
  readonly backupStorageLocation: string;
  readonly sourceNamespace: string;
  readonly sourcePVC: string;
  readonly operationTimeout: string;
  readonly datamover?: string;
  readonly cancel?: boolean;
}
export interface DataUploadStatus extends TransferStatus {
  readonly snapshotID?: string;
  readonly incrementalBytes?: number;
  readonly node?: string;
}
/** A CSI snapshot on its way into the bucket. */
export interface DataUpload extends KubernetesObject {
  readonly spec: DataUploadSpec;
  readonly status?: DataUploadStatus;
}

export interface DataDownloadSpec {
  readonly backupStorageLocation: string;
  readonly snapshotID: string;
  readonly snapshotSize?: number;
  readonly sourceNamespace: string;
  readonly operationTimeout: string;
  readonly targetVolume: { readonly namespace: string; readonly pv: string; readonly pvc: string };
  readonly datamover?: string;
  readonly cancel?: boolean;
}
export interface DataDownload extends KubernetesObject {
  readonly spec: DataDownloadSpec;
  readonly status?: TransferStatus & { readonly node?: string };
}

export interface BackupRepository extends KubernetesObject {
  readonly spec: {
    readonly backupStorageLocation: string;
    readonly volumeNamespace: string;
    readonly maintenanceFrequency: string;
    readonly repositoryType?: string;
    readonly resticIdentifier?: string;
    readonly repositoryConfig?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    /** New, Ready or NotReady. */
    readonly phase?: string;
    readonly message?: string;
    readonly lastMaintenanceTime?: string;
    readonly recentMaintenance?: readonly {
      readonly startTimestamp?: string;
      readonly completeTimestamp?: string;
      readonly result?: string;
      readonly message?: string;
    }[];
  };
}
