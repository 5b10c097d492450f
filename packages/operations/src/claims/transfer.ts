import { Fault } from "@holdfast/domain";
import { isApiError, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { podVolumeRestoreType, volumeStage } from "@holdfast/velero";
import type { PodVolumeRestore } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import { buildTransfer } from "./carrier.ts";
import { attemptIn, nameOf, notOurs } from "./filling.ts";
import type { Filling } from "./filling.ts";

const transferSeconds = 3 * 24 * 3600;

export interface Filled {
  readonly name: string;
  readonly bytes: number;
}

/**
 * The highest number that this operation has tried with; 0 when it has not. Earlier tries may be deleted by now: the
 * number after this one names no transfer that is there, so that none that has ended is taken for the new try.
 */
export async function lastTransfer(context: Context, veleroNamespace: string, operation: string): Promise<number> {
  const found = await listTransfers(context, veleroNamespace, operation);
  return Math.max(0, ...found.map(({ metadata }) => attemptIn(metadata.name, operation) ?? 0));
}

/** Creates this try's PodVolumeRestore or finds it. Faults: already-exists. */
export async function ensureTransfer(
  context: Context,
  filling: Filling,
  carrier: KubernetesObject,
): Promise<PodVolumeRestore> {
  const { operation, veleroNamespace, made } = filling;
  const name = nameOf(filling);
  const plan = { name, operation, veleroNamespace, carrier, claim: made.plan.claim, data: made.data };
  try {
    return await context.kubernetes.create<PodVolumeRestore>(podVolumeRestoreType, buildTransfer(plan));
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const where = { name, namespace: veleroNamespace };
    const found = await context.kubernetes.get<PodVolumeRestore>(podVolumeRestoreType, where);
    if (found?.metadata.labels?.[operationLabel] !== operation)
      throw notOurs(`PodVolumeRestore ${veleroNamespace}/${name}`);
    return found;
  }
}

export function isOver(transfer: PodVolumeRestore): boolean {
  const stage = volumeStage(transfer.status?.phase);
  return stage === "completed" || stage === "failed" || stage === "canceled";
}

/** Watches it to its end. Faults: restore-failed, with what the node agent said. */
export async function awaitTransfer(context: Context, filling: Filling, signal: AbortSignal): Promise<Filled> {
  const name = nameOf(filling);
  const { claim } = filling.made.plan;
  const options = { deadlineSeconds: transferSeconds, clock: context.clock, signal };
  const ended = await waitFor<PodVolumeRestore>(
    context.kubernetes,
    { type: podVolumeRestoreType, name: { name, namespace: filling.veleroNamespace } },
    (transfer) => {
      const progress = transfer?.status?.progress;
      const bytesTotal = progress?.totalBytes ?? filling.made.data.bytes;
      context.report({
        message: `Filling ${claim.namespace}/${claim.name}`,
        bytesDone: progress?.bytesDone ?? 0,
        ...(bytesTotal === undefined ? {} : { bytesTotal }),
      });
      return transfer === undefined || isOver(transfer);
    },
    options,
  );
  if (ended !== undefined && volumeStage(ended.status?.phase) === "completed")
    return { name, bytes: ended.status?.progress?.bytesDone ?? 0 };
  const phase = ended?.status?.phase ?? "gone";
  throw new Fault("restore-failed", `The data of ${claim.namespace}/${claim.name} was not restored.`, {
    reason: `Velero's PodVolumeRestore is ${phase}${ended?.status?.message === undefined ? "" : `: ${ended.status.message}`}.`,
    remedy: `Remove the cause, then \`holdfast operation resume ${filling.operation}\`: it begins with an empty volume. Until then the application is stopped.`,
    where: `PodVolumeRestore ${filling.veleroNamespace}/${name}`,
  });
}

/** They have no owner that would take them along. */
export async function removeTransfers(context: Context, veleroNamespace: string, operation: string): Promise<void> {
  for (const { metadata } of await listTransfers(context, veleroNamespace, operation)) {
    const name = { name: metadata.name, namespace: veleroNamespace };
    await context.kubernetes.delete(podVolumeRestoreType, name, { uid: metadata.uid ?? "" });
  }
}

async function listTransfers(
  context: Context,
  namespace: string,
  operation: string,
): Promise<readonly PodVolumeRestore[]> {
  const query = { namespace, labelSelector: `${operationLabel}=${operation}` };
  return context.kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, query);
}
