import type { ResourceType } from "@holdfast/kubernetes";

/** Velero's kinds as the API server knows them. All are namespaced; none has a status subresource. */
function veleroType(kind: string, plural: string, version = "v1"): ResourceType {
  return { group: "velero.io", version, kind, plural, namespaced: true };
}

export const veleroApiVersion = "velero.io/v1";
export const dataMovementApiVersion = "velero.io/v2alpha1";

export const backupType = veleroType("Backup", "backups");
export const restoreType = veleroType("Restore", "restores");
export const scheduleType = veleroType("Schedule", "schedules");
export const podVolumeBackupType = veleroType("PodVolumeBackup", "podvolumebackups");
export const podVolumeRestoreType = veleroType("PodVolumeRestore", "podvolumerestores");
export const backupStorageLocationType = veleroType("BackupStorageLocation", "backupstoragelocations");
export const volumeSnapshotLocationType = veleroType("VolumeSnapshotLocation", "volumesnapshotlocations");
export const backupRepositoryType = veleroType("BackupRepository", "backuprepositories");
export const deleteBackupRequestType = veleroType("DeleteBackupRequest", "deletebackuprequests");
export const downloadRequestType = veleroType("DownloadRequest", "downloadrequests");
export const serverStatusRequestType = veleroType("ServerStatusRequest", "serverstatusrequests");
export const dataUploadType = veleroType("DataUpload", "datauploads", "v2alpha1");
export const dataDownloadType = veleroType("DataDownload", "datadownloads", "v2alpha1");

/** Every kind that a working Velero server needs to be served. */
export const veleroTypes: readonly ResourceType[] = [
  backupType,
  restoreType,
  scheduleType,
  podVolumeBackupType,
  podVolumeRestoreType,
  backupStorageLocationType,
  volumeSnapshotLocationType,
  backupRepositoryType,
  deleteBackupRequestType,
  downloadRequestType,
  serverStatusRequestType,
  dataUploadType,
  dataDownloadType,
];
