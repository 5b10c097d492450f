import type { BackupSet } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { podVolumeBackupType, veleroLabels, volumeStage } from "@holdfast/velero";
import type { PodVolumeBackup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";

/** Bytes, once they are known. What runs has a total only when its uploader has looked at every file. */
export type VolumeSize = number | "unknown";

/** Sizes by name of the Velero Backup; those without volumes of their own, or none in this cluster, are not in it. */
export type VolumeSizes = ReadonlyMap<string, VolumeSize>;

/** The volumes of all backups by one list, however many there are. Faults: of findVelero. */
export async function listVolumeSizes(context: Context): Promise<VolumeSizes> {
  const { namespace } = await findVelero(context);
  try {
    const query = { namespace, labelSelector: veleroLabels.backupName };
    return sizesByBackup(await context.kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, query));
  } catch (error) {
    // Whoever may see Velero's Backups but not their volumes still gets the list.
    if (isApiError(error, "Forbidden", "NotFound")) return new Map();
    throw error;
  }
}

/** The owner's name is whole; the label's may be shortened. */
export function sizesByBackup(volumes: readonly PodVolumeBackup[]): VolumeSizes {
  const sizes = new Map<string, VolumeSize>();
  for (const volume of volumes) {
    const owner = volume.metadata.ownerReferences?.find((reference) => reference.kind === "Backup");
    const backup = owner?.name ?? volume.metadata.labels?.[veleroLabels.backupName];
    if (backup !== undefined) sizes.set(backup, plus(sizes.get(backup) ?? 0, sizeOf(volume)));
  }
  return sizes;
}

/** Of the members whose sizes are known: the console and what has no volumes add nothing. */
export function sizeOfSet({ members }: BackupSet, sizes: VolumeSizes): VolumeSize {
  const known = members.flatMap(({ name }) => sizes.get(name) ?? []);
  return known.length === 0 ? "unknown" : known.reduce(plus);
}

/** Kubernetes leaves out a total of 0, so what has ended without one holds nothing. */
function sizeOf({ status }: PodVolumeBackup): VolumeSize {
  const stage = volumeStage(status?.phase);
  const ended = stage === "completed" || stage === "failed" || stage === "canceled";
  return status?.progress?.totalBytes ?? (ended ? 0 : "unknown");
}

function plus(one: VolumeSize, other: VolumeSize): VolumeSize {
  return one === "unknown" || other === "unknown" ? "unknown" : one + other;
}
