import type { StoppedWorkload } from "@holdfast/domain";
import { cronJobs, deployments, isApiError, replicaSets, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

export const stoppableTypes: Readonly<Record<StoppedWorkload["kind"], ResourceType>> = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  ReplicaSet: replicaSets,
  CronJob: cronJobs,
};

/** When one fails the others have ended, too: what starts them again is overtaken by none. */
export async function stopAll(
  context: Context,
  namespace: string,
  workloads: readonly StoppedWorkload[],
): Promise<void> {
  const ended = await Promise.allSettled(workloads.map((workload) => setReplicas(context, namespace, workload, 0)));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

/** As many pods as before, of what stands at zero: what somebody has started meanwhile is left as it is. */
export async function startAgain(
  context: Context,
  namespace: string,
  workloads: readonly StoppedWorkload[],
): Promise<void> {
  await Promise.all(
    workloads.map(async (workload) => {
      if (workload.replicas === 0 || !(await isStopped(context, namespace, workload))) return;
      await setReplicas(context, namespace, workload, workload.replicas);
    }),
  );
}

interface Scaled extends KubernetesObject {
  readonly spec?: { readonly replicas?: number; readonly suspend?: boolean };
}

async function isStopped(context: Context, namespace: string, { kind, name }: StoppedWorkload): Promise<boolean> {
  const found = await context.kubernetes.get<Scaled>(stoppableTypes[kind], { namespace, name });
  return kind === "CronJob" ? found?.spec?.suspend === true : found?.spec?.replicas === 0;
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
