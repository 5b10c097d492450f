import type { DownloadTarget } from "../resources/requests.ts";

/**
 * Every key that Velero writes below a location's prefix. Source: Velero 1.18, object store layout; read only through
 * this file.
 */
export const allowedDirectories = ["backups", "restores", "restic", "metadata", "plugins", "kopia"] as const;

/** The prefix as Velero joins it: no slash in front, one behind, or empty. */
export function rootOf(prefix: string | undefined): string {
  const trimmed = (prefix ?? "").replace(/^\/+|\/+$/g, "");
  return trimmed === "" ? "" : `${trimmed}/`;
}

export function backupDirectory(backup: string): string {
  return `backups/${backup}/`;
}

export function restoreDirectory(restore: string): string {
  return `restores/${restore}/`;
}

/** The kopia repository of all file-system backups from one namespace. */
export function repositoryDirectory(namespace: string): string {
  return `kopia/${namespace}/`;
}

export function backupMetadataKey(backup: string): string {
  return `${backupDirectory(backup)}velero-backup.json`;
}

export function podVolumeBackupsKey(backup: string): string {
  return `${backupDirectory(backup)}${backup}-podvolumebackups.json.gz`;
}

/** Where the object that a DownloadRequest asks for is kept. */
export function keyOf(target: DownloadTarget): string {
  const { kind, name } = target;
  const backup = `${backupDirectory(name)}${name}`;
  const restore = `${restoreDirectory(name)}restore-${name}`;
  switch (kind) {
    case "BackupLog":
      return `${backup}-logs.gz`;
    case "BackupContents":
      return `${backup}.tar.gz`;
    case "BackupVolumeSnapshots":
      return `${backup}-volumesnapshots.json.gz`;
    case "BackupItemOperations":
      return `${backup}-itemoperations.json.gz`;
    case "BackupResourceList":
      return `${backup}-resource-list.json.gz`;
    case "BackupResults":
      return `${backup}-results.gz`;
    case "BackupVolumeInfos":
      return `${backup}-volumeinfo.json.gz`;
    case "CSIBackupVolumeSnapshots":
      return `${backup}-csi-volumesnapshots.json.gz`;
    case "CSIBackupVolumeSnapshotContents":
      return `${backup}-csi-volumesnapshotcontents.json.gz`;
    case "RestoreLog":
      return `${restore}-logs.gz`;
    case "RestoreResults":
      return `${restore}-results.gz`;
    case "RestoreResourceList":
      return `${restore}-resource-list.json.gz`;
    case "RestoreItemOperations":
      return `${restore}-itemoperations.json.gz`;
    case "RestoreVolumeInfo":
      return `${restoreDirectory(name)}${name}-volumeinfo.json.gz`;
  }
}
