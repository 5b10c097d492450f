import { setTimeout as sleep } from "node:timers/promises";
import { isApiError, pods } from "@holdfast/kubernetes";
import type { KubernetesClient, UnstructuredObject } from "@holdfast/kubernetes";

/**
 * Plays the kubelet for one namespace of a control plane without nodes: every pod is Ready at once, unless its image
 * says "broken", and ends at once. Until the signal.
 */
export async function runPods(kubernetes: KubernetesClient, namespace: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const found = await kubernetes.listAll<UnstructuredObject>(pods, { namespace }).catch(() => []);
    for (const pod of found) await tend(kubernetes, pod).catch(ignoreGone);
    await sleep(200);
  }
}

async function tend(kubernetes: KubernetesClient, pod: UnstructuredObject): Promise<void> {
  const { name, namespace = "", deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined) {
    await kubernetes.delete(pods, { namespace, name }, { gracePeriodSeconds: 0 });
    return;
  }
  const { containers } = pod["spec"] as { readonly containers: readonly { readonly image: string }[] };
  const { phase } = (pod["status"] ?? {}) as { readonly phase?: string };
  if (phase === "Running" || containers.some(({ image }) => image.includes("broken"))) return;
  const since = new Date().toISOString();
  const conditions = ["Ready", "ContainersReady", "Initialized", "PodScheduled"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: since,
  }));
  const status = { phase: "Running", startTime: since, conditions };
  await kubernetes.raw({
    method: "PATCH",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ status }),
  });
}

function ignoreGone(error: unknown): void {
  if (!isApiError(error, "NotFound", "Conflict", "Unreachable")) throw error;
}
