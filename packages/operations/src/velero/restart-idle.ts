import { deployments, isApiError } from "@holdfast/kubernetes";
import { backupStage, backupType, restoreStage, restoreType } from "@holdfast/velero";
import type { Backup, Restore } from "@holdfast/velero";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "./installation.ts";

/** On the pods of our own Velero: what it was last started again for. */
const restartedFor = "holdfast.dev/restarted-for";

/**
 * Starts our own Velero's server again, once for each `reason` however often it is called. Not somebody else's, and not
 * while it works: a restart makes running backups and restores fail. False when it was left alone, also for want of
 * the right; then what a restart would hasten is waited for.
 */
export async function restartIdle(
  context: Context,
  { namespace, deployment, ownership }: VeleroInstallation,
  reason: string,
): Promise<boolean> {
  if (ownership !== "ours" || deployment.replicas === 0) return false;
  if (await isBusy(context, namespace)) return false;
  const annotations = { [restartedFor]: reason };
  const body = { spec: { template: { metadata: { annotations } } } };
  try {
    await context.kubernetes.patch(deployments, { namespace, name: deployment.name }, { kind: "strategic", body });
    return true;
  } catch (error) {
    if (!isApiError(error, "Forbidden")) throw error;
    return false;
  }
}

async function isBusy(context: Context, namespace: string): Promise<boolean> {
  const [backups, restores] = await Promise.all([
    context.kubernetes.listAll<Backup>(backupType, { namespace }),
    context.kubernetes.listAll<Restore>(restoreType, { namespace }),
  ]);
  const stages = [
    ...backups.map(({ status }) => backupStage(status?.phase)),
    ...restores.map(({ status }) => restoreStage(status?.phase)),
  ];
  return stages.some((stage) => stage === "waiting" || stage === "running" || stage === "deleting");
}
