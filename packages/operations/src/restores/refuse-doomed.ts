import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { deleteBackupRequestType } from "@holdfast/velero";
import type { DeleteBackupRequest } from "@holdfast/velero";
import type { Context } from "../context.ts";

/**
 * Refuses a backup that Velero was asked to delete and may begin to delete at any moment: by a deletion that has failed
 * since, or by another program. Who may not see these requests is told of none. Faults: backup-damaged.
 */
export async function refuseDoomed(context: Context, namespace: string, set: BackupSet): Promise<void> {
  const open = (await readRequests(context, namespace)).find(
    ({ spec, status }) =>
      status?.phase !== "Processed" && set.members.some(({ backup }) => backup?.name === spec.backupName),
  );
  if (open === undefined) return;
  throw new Fault("backup-damaged", `Backup ${set.name} is about to be deleted.`, {
    reason: `Velero was asked to delete its member ${open.spec.backupName} and has not answered yet.`,
    remedy: `Choose another backup: \`holdfast backup list\`. To keep this one, delete the request before Velero acts on it: \`kubectl -n ${namespace} delete deletebackuprequest ${open.metadata.name}\`.`,
    where: `DeleteBackupRequest ${namespace}/${open.metadata.name}`,
  });
}

async function readRequests({ kubernetes }: Context, namespace: string): Promise<readonly DeleteBackupRequest[]> {
  try {
    return await kubernetes.listAll<DeleteBackupRequest>(deleteBackupRequestType, { namespace });
  } catch (error) {
    if (isApiError(error, "Forbidden")) return [];
    throw error;
  }
}
