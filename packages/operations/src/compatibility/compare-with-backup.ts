import { judgeOrigin, judgeUploader } from "@holdfast/domain";
import type { BackupOrigin, Judgement } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { backupSelector, podVolumeBackupType } from "@holdfast/velero";
import type { PodVolumeBackup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { findVeleros } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { judgeVeleroHere } from "./judge-installation.ts";
import { readPlatform } from "./read-platform.ts";

/**
 * Can what was backed up there be restored here? Every question with its answer; `originOfSet` reads what a backup says
 * of itself. Without a Velero, or with several to choose from, only the platform is compared.
 */
export async function compareWithBackup(context: Context, origin: BackupOrigin): Promise<readonly Judgement[]> {
  const platform = await readPlatform(context);
  const judged = judgeOrigin(origin, platform);
  const [velero, other] = await findVeleros(context);
  if (velero === undefined || other !== undefined) return judged;
  const version = platform.velero === undefined ? {} : { version: platform.velero };
  const [here, uploaders] = await Promise.all([
    judgeVeleroHere(context, velero, { purpose: "read", ...version }),
    uploadersOf(context, velero, origin.backups ?? []),
  ]);
  const own = platform.velero ?? velero.version ?? "of unknown version";
  return [
    ...judged,
    // What the backup was made with counts, not what this Velero would take for a new one.
    ...here.filter(({ code }) => code !== "uploader"),
    ...uploaders.map((uploader) => judgeUploader({ velero: own, uploader, purpose: "read" })),
  ];
}

/** Velero's sync brings the volumes' objects along with the backup, with the uploader of each. */
async function uploadersOf(
  context: Context,
  { namespace }: VeleroInstallation,
  backups: readonly string[],
): Promise<readonly string[]> {
  const lists = await Promise.all(
    backups.map((backup) =>
      context.kubernetes
        .listAll<PodVolumeBackup>(podVolumeBackupType, { namespace, labelSelector: backupSelector(backup) })
        .catch(unlessRefused),
    ),
  );
  return [...new Set(lists.flat().map(({ spec }) => spec.uploaderType ?? "restic"))];
}

/** Whoever may not list them learns nothing of them; the restore's own checks read what the backup holds. */
function unlessRefused(error: unknown): readonly PodVolumeBackup[] {
  if (isApiError(error, "NotFound", "Forbidden")) return [];
  throw error;
}
