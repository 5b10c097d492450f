import type { KubernetesObject } from "@holdfast/kubernetes";
import type { BackupSpec } from "./backup.ts";

export type DownloadTargetKind =
  | "BackupLog"
  | "BackupContents"
  | "BackupVolumeSnapshots"
  | "BackupItemOperations"
  | "BackupResourceList"
  | "BackupResults"
  | "BackupVolumeInfos"
  | "CSIBackupVolumeSnapshots"
  | "CSIBackupVolumeSnapshotContents"
  | "RestoreLog"
  | "RestoreResults"
  | "RestoreResourceList"
  | "RestoreItemOperations"
  | "RestoreVolumeInfo";

export interface DownloadTarget {
  readonly kind: DownloadTargetKind;
  /** Name of the Backup or Restore. */
  readonly name: string;
}

export interface DownloadRequest extends KubernetesObject {
  readonly spec: { readonly target: DownloadTarget };
  readonly status?: { readonly phase?: string; readonly downloadURL?: string; readonly expiration?: string };
}

export interface DeleteBackupRequest extends KubernetesObject {
  readonly spec: { readonly backupName: string };
  /** Processed with errors is a failure; success is the disappearance of the request and its backup. */
  readonly status?: { readonly phase?: string; readonly errors?: readonly string[] };
}

export interface ServerStatusRequest extends KubernetesObject {
  readonly spec: Readonly<Record<string, never>>;
  readonly status?: {
    readonly phase?: string;
    readonly processedTimestamp?: string;
    readonly serverVersion?: string;
    readonly plugins?: readonly { readonly name: string; readonly kind: string }[];
  };
}

export interface Schedule extends KubernetesObject {
  readonly spec: {
    /** Cron expression. */
    readonly schedule: string;
    readonly template: BackupSpec;
    readonly paused?: boolean;
    readonly skipImmediately?: boolean;
    readonly useOwnerReferencesInBackup?: boolean;
  };
  readonly status?: {
    /** New, Enabled or FailedValidation. */
    readonly phase?: string;
    readonly lastBackup?: string;
    readonly lastSkipped?: string;
    readonly validationErrors?: readonly string[];
  };
}
