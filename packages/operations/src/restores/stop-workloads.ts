import { isApiError, pods, waitForAll, cronJobs, deployments, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { RunningWorkload } from "./restore-input.ts";

const types: Readonly<Record<RunningWorkload["kind"], ResourceType>> = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  CronJob: cronJobs,
};

/** Scales to zero and suspends, so that the application ends in its own time before its objects go. */
export async function stopWorkloads(context: Context, workloads: readonly RunningWorkload[]): Promise<void> {
  await Promise.all(workloads.filter(({ replicas }) => replicas > 0).map((workload) => setSize(context, workload, 0)));
}

/** The uid makes it this object: one that was replaced meanwhile is left alone. */
async function setSize(context: Context, { kind, namespace, name, uid }: RunningWorkload, size: number): Promise<void> {
  const spec = kind === "CronJob" ? { suspend: size === 0 } : { replicas: size };
  try {
    await context.kubernetes.patch(
      types[kind],
      { namespace, name },
      { kind: "merge", body: { metadata: { uid }, spec } },
    );
  } catch (error) {
    if (!isApiError(error, "NotFound", "Conflict")) throw error;
  }
}

interface Pod extends KubernetesObject {
  readonly status?: { readonly phase?: string };
}

/**
 * Waits until no pod of a ReplicaSet or StatefulSet is left; bare pods, Jobs and DaemonSets go with the deletion. It is
 * a courtesy to the application: pods that do not end in time are ended by the deletion.
 */
export async function awaitStopped(
  context: Context,
  namespaces: readonly string[],
  options: { readonly deadlineSeconds: number; readonly signal: AbortSignal },
): Promise<void> {
  for (const namespace of namespaces) {
    await waitForAll<Pod>(
      context.kubernetes,
      { type: pods, query: { namespace } },
      (found) => {
        const left = found.filter(isScaled).length;
        if (left > 0) context.report({ message: `Waiting until ${left} pods in ${namespace} have ended` });
        return left === 0;
      },
      { ...options, clock: context.clock },
    );
  }
}

function isScaled({ metadata }: Pod): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }) => kind === "ReplicaSet" || kind === "StatefulSet");
}
