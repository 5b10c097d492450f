import { setTimeout as sleep } from "node:timers/promises";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { podVolumeRestoreType, volumeStage } from "@holdfast/velero";
import type { PodVolumeRestore } from "@holdfast/velero";

/**
 * Plays Velero's node agent on a control plane without nodes: each volume is filled at once, with as many bytes as its
 * backup had, once its carrier waits for it. Until the signal.
 */
export async function runNodeAgent(
  kubernetes: KubernetesClient,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const found = await kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, { namespace }).catch(() => []);
    for (const transfer of found) await fill(kubernetes, transfer).catch(ignoreGone);
    await sleep(200);
  }
}

async function fill(kubernetes: KubernetesClient, transfer: PodVolumeRestore): Promise<void> {
  if (volumeStage(transfer.status?.phase) === "completed") return;
  const { pod, snapshotSize = 0 } = transfer.spec;
  const waits = [{ name: "restore-wait", state: { running: { startedAt: new Date().toISOString() } } }];
  const path = `/api/v1/namespaces/${pod.namespace ?? ""}/pods/${pod.name ?? ""}/status`;
  const body = JSON.stringify({ status: { initContainerStatuses: waits } });
  await kubernetes.raw({ method: "PATCH", path, headers: { "content-type": "application/merge-patch+json" }, body });
  const { name, namespace = "" } = transfer.metadata;
  const status = { phase: "Completed", progress: { totalBytes: snapshotSize, bytesDone: snapshotSize } };
  await kubernetes.patch<KubernetesObject>(
    podVolumeRestoreType,
    { name, namespace },
    { kind: "merge", body: { status } },
  );
}

function ignoreGone(error: unknown): void {
  if (!isApiError(error, "NotFound", "Conflict", "Invalid", "Unreachable")) throw error;
}
