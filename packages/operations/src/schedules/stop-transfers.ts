import { labels } from "@holdfast/domain";
import { backupStage, backupType, hasEnded, labelValueOf } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import type { BackupInput } from "../backups/backup-input.ts";
import { stopVolumes } from "../backups/cancel-backup.ts";
import type { Context } from "../context.ts";
import { findRecord } from "../records/store-record.ts";

/**
 * Ends a backup that takes too long as far as Velero lets it be ended: the transfers that still run are told to stop, so
 * that it ends with what it has. Nothing that was made is deleted. Safe to call again.
 */
export async function stopTransfers(context: Context, set: string): Promise<void> {
  const record = (await findRecord(context.kubernetes, set))?.record;
  if (record === undefined) return;
  const { veleroNamespace } = record.input as BackupInput;
  const query = { namespace: veleroNamespace, labelSelector: `${labels.set}=${labelValueOf(set)}` };
  for (const { metadata, status } of await context.kubernetes.listAll<Backup>(backupType, query)) {
    if (!hasEnded(backupStage(status?.phase))) await stopVolumes(context, veleroNamespace, metadata.name);
  }
}
