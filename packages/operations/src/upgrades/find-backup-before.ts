import { Fault, backupBeforeUpgrade, isLastStep } from "@holdfast/domain";
import type { BackupBeforeUpgrade } from "@holdfast/domain";
import { readRecords } from "../applications/application-records.ts";
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

/**
 * The same for who goes back now: without a sequence only over the last upgrade, since all that was written since would
 * be gone. Faults: as findBackupBeforeUpgrade; confirmation-missing, when the backup lies further back.
 */
export async function findBackupToGoBackTo(
  context: Context,
  slug: string,
  sequence?: number,
): Promise<BackupBeforeUpgrade | undefined> {
  const backup = await findBackupBeforeUpgrade(context, slug, sequence);
  if (backup === undefined || sequence !== undefined) return backup;
  try {
    const application = await findApplication(context, slug);
    const { releases } = await readRecords(context, application);
    const before = releases.filter((release) => release.sequence < application.sequence).at(-1)?.sequence;
    const state = { sequence: application.sequence, unfinished: application.deploying !== undefined };
    if (isLastStep(backup, before === undefined ? state : { ...state, before })) return backup;
    throw furtherBack(slug, application.sequence, backup);
  } catch (error) {
    throw fromApiError(error);
  }
}

function furtherBack(slug: string, deployed: number, { set, sequence, versionLabel, createdAt }: BackupBeforeUpgrade) {
  return new Fault(
    "confirmation-missing",
    `There is no backup from before the last upgrade of ${slug}; nothing was changed.`,
    {
      reason: `Deployed is sequence ${deployed}. The newest backup from before an upgrade is ${set}: sequence ${sequence} (${versionLabel}), made at ${createdAt}.`,
      remedy: `To go back that far, with the data of that time: \`holdfast app rollback ${slug} ${sequence} --with-data\`. Only the manifests: \`holdfast app rollback ${slug} --manifests-only\`.`,
    },
  );
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
