/** Decides from objects of the API server whether a node that was just started is up. */

export interface NodeObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastHeartbeatTime?: string;
    }[];
  };
}

export interface DeploymentObject {
  readonly metadata: { readonly generation?: number };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: number; readonly availableReplicas?: number };
}

export interface StartedPod {
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly state?: { readonly running?: { readonly startedAt?: string } };
    }[];
  };
}

/** With a time, what the kubelet said before it counts for nothing: the node may have been off since. */
export function isNodeReady(node: NodeObject | undefined, since = 0): boolean {
  const ready = node?.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" && Date.parse(ready.lastHeartbeatTime ?? "") >= wholeSeconds(since);
}

/** What is counted must be of the newest generation: the numbers of an older one say nothing. */
export function isAvailable(deployment: DeploymentObject | undefined): boolean {
  if (deployment === undefined) return false;
  const { metadata, spec, status } = deployment;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  return (status?.availableReplicas ?? 0) >= (spec.replicas ?? 1);
}

/**
 * How many pods are still shown as they were before the node was started: their containers cannot run since then. Until
 * the kubelet has looked at them, everything that is derived from them (availability, endpoints) is of the past, too.
 */
export function countStalePods(pods: readonly StartedPod[], since: number): number {
  return pods.filter(({ status }) =>
    status?.containerStatuses?.some(({ state }) => {
      const startedAt = state?.running?.startedAt;
      return startedAt !== undefined && Date.parse(startedAt) < wholeSeconds(since);
    }),
  ).length;
}

/** Kubernetes' times have no fractions. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
