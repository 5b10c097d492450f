import { Fault, backupBeforeUpgrade } from "@holdfast/domain";
import type { BackupBeforeUpgrade } from "@holdfast/domain";
import { findApplication } from "../applications/find-application.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";

/**
 * What an application can go back to, with its data: the newest whole backup that an upgrade made before it, or of
 * exactly this release. Undefined: there is none, or none any more.
 * Faults: application-not-found, and those of reading the backups.
 */
export async function findBackupBeforeUpgrade(
  context: Context,
  slug: string,
  sequence?: number,
): Promise<BackupBeforeUpgrade | undefined> {
  try {
    const application = await findApplication(context, slug);
    const [sets, instance] = await Promise.all([setsOrNone(context), findInstanceId(context.kubernetes)]);
    if (instance === undefined) return undefined;
    const wanted = { slug, instance, deployed: application.sequence };
    return backupBeforeUpgrade(sets, { ...wanted, ...(sequence === undefined ? {} : { sequence }) });
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Without Velero there is no backup. */
async function setsOrNone(context: Context): ReturnType<typeof listBackupSets> {
  try {
    return await listBackupSets(context);
  } catch (error) {
    if (error instanceof Fault && error.code === "velero-not-found") return [];
    throw error;
  }
}
