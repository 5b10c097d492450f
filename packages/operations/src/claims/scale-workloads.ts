import type { StoppedWorkload } from "@holdfast/domain";
import { cronJobs, deployments, isApiError, replicaSets, statefulSets } from "@holdfast/kubernetes";
import type { ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

export const stoppableTypes: Readonly<Record<StoppedWorkload["kind"], ResourceType>> = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  ReplicaSet: replicaSets,
  CronJob: cronJobs,
};

export async function stopAll(
  context: Context,
  namespace: string,
  workloads: readonly StoppedWorkload[],
): Promise<void> {
  await Promise.all(workloads.map((workload) => setReplicas(context, namespace, workload, 0)));
}

/** As many pods as before: those of a workload that was at zero stay at zero. */
export async function startAgain(
  context: Context,
  namespace: string,
  workloads: readonly StoppedWorkload[],
): Promise<void> {
  await Promise.all(workloads.map((workload) => setReplicas(context, namespace, workload, workload.replicas)));
}

/** The uid makes it this object: one that was replaced or deleted meanwhile is left alone. */
async function setReplicas(
  context: Context,
  namespace: string,
  { kind, name, uid }: StoppedWorkload,
  replicas: number,
): Promise<void> {
  const spec = kind === "CronJob" ? { suspend: replicas === 0 } : { replicas };
  try {
    const body = { metadata: { uid }, spec };
    await context.kubernetes.patch(stoppableTypes[kind], { namespace, name }, { kind: "merge", body });
  } catch (error) {
    if (!isApiError(error, "NotFound", "Conflict")) throw error;
  }
}
