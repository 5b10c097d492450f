import { veleroLabels, volumeStage } from "@holdfast/velero";
import type { PodVolumeBackup } from "@holdfast/velero";

/** All that is kept of a volume's backup: whose it is and how much it holds. Its details are read when asked for. */
export interface VolumeShare {
  /** Name of the Velero Backup. */
  readonly backup: string;
  readonly bytes: number;
  readonly ended: boolean;
}

/** Undefined for one that belongs to no Backup. The owner's name is whole; the label's may be shortened. */
export function volumeShareOf({ metadata, status }: PodVolumeBackup): VolumeShare | undefined {
  const owner = metadata.ownerReferences?.find((reference) => reference.kind === "Backup");
  const backup = owner?.name ?? metadata.labels?.[veleroLabels.backupName];
  if (backup === undefined) return undefined;
  const stage = volumeStage(status?.phase);
  const ended = stage === "completed" || stage === "failed" || stage === "canceled";
  return { backup, bytes: status?.progress?.totalBytes ?? 0, ended };
}

/** Bytes by name of the Velero Backup. */
export function bytesByBackup(shares: readonly VolumeShare[]): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const share of shares) bytes.set(share.backup, (bytes.get(share.backup) ?? 0) + share.bytes);
  return bytes;
}
