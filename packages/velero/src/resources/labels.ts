import { createHash } from "node:crypto";

/** Labels and annotations that Velero sets or reads. */
export const veleroLabels = {
  backupName: "velero.io/backup-name",
  backupUid: "velero.io/backup-uid",
  restoreName: "velero.io/restore-name",
  restoreUid: "velero.io/restore-uid",
  storageLocation: "velero.io/storage-location",
  scheduleName: "velero.io/schedule-name",
  excludeFromBackup: "velero.io/exclude-from-backup",
  pvcUid: "velero.io/pvc-uid",
  podUid: "velero.io/pod-uid",
} as const;

export const veleroAnnotations = {
  backupVolumes: "backup.velero.io/backup-volumes",
  backupVolumesExcludes: "backup.velero.io/backup-volumes-excludes",
  pvcName: "velero.io/pvc-name",
} as const;

const maximalLabelValue = 63;

/**
 * A name as Velero writes it into a label value: unchanged up to 63 characters, else the first 57 and the first six
 * hexadecimal digits of its SHA-256. Whoever selects by such a label must ask with this value.
 */
export function labelValueOf(name: string): string {
  if (name.length <= maximalLabelValue) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return name.slice(0, maximalLabelValue - digest.length) + digest;
}

/** Label selector for what belongs to one Backup, e.g. its PodVolumeBackups. */
export function backupSelector(backupName: string): string {
  return `${veleroLabels.backupName}=${labelValueOf(backupName)}`;
}

/** Label selector for what belongs to one Restore, e.g. its PodVolumeRestores. */
export function restoreSelector(restoreName: string): string {
  return `${veleroLabels.restoreName}=${labelValueOf(restoreName)}`;
}
