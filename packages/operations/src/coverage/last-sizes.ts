import { isApiError } from "@holdfast/kubernetes";
import { podVolumeBackupType, veleroAnnotations, veleroLabels, volumeStage } from "@holdfast/velero";
import type { PodVolumeBackup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { findVeleros } from "../velero/find-velero.ts";

/**
 * Bytes of each claim in its newest backup, by "<namespace>/<claim>": a claim that a restore made again is the same for
 * whoever wants to know its size. Empty where nothing can be known.
 */
export async function lastBackupSizes(context: Context): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, { readonly endedAt: string; readonly bytes: number }>();
  for (const { metadata, spec, status } of await volumeBackups(context)) {
    const claim = metadata.annotations?.[veleroAnnotations.pvcName];
    const name = `${spec.pod.namespace ?? ""}/${claim ?? ""}`;
    const bytes = status?.progress?.totalBytes;
    const endedAt = status?.completionTimestamp ?? "";
    if (claim === undefined || bytes === undefined || volumeStage(status?.phase) !== "completed") continue;
    if ((sizes.get(name)?.endedAt ?? "") < endedAt) sizes.set(name, { endedAt, bytes });
  }
  return new Map([...sizes].map(([name, { bytes }]) => [name, bytes]));
}

async function volumeBackups(context: Context): Promise<readonly PodVolumeBackup[]> {
  try {
    const [velero] = await findVeleros(context);
    if (velero === undefined) return [];
    const query = { namespace: velero.namespace, labelSelector: veleroLabels.pvcUid };
    return await context.kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, query);
  } catch (error) {
    // Sizes are for the eyes: who may not read them is told what is covered all the same.
    if (isApiError(error, "Forbidden", "NotFound")) return [];
    throw error;
  }
}
