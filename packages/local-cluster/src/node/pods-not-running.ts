/** The parts of a pod that say how it is. */
interface PodObject {
  readonly metadata: { readonly namespace?: string; readonly name?: string; readonly deletionTimestamp?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly ready: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string };
  };
}

export interface PodNotRunning {
  readonly namespace: string;
  readonly name: string;
  /** In Kubernetes' words: Pending, CrashLoopBackOff, ErrImageNeverPull, Terminating, NotReady, … */
  readonly reason: string;
}

/** Pods that are neither finished nor running with every container Ready. */
export function findPodsNotRunning(pods: { readonly items: readonly PodObject[] }): readonly PodNotRunning[] {
  return pods.items.flatMap((pod) => {
    const reason = whyNotRunning(pod);
    if (reason === undefined) return [];
    return [{ namespace: pod.metadata.namespace ?? "", name: pod.metadata.name ?? "", reason }];
  });
}

function whyNotRunning({ metadata, status }: PodObject): string | undefined {
  const phase = status?.phase ?? "Unknown";
  if (phase === "Succeeded") return undefined;
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = containers.map(({ state }) => state?.waiting?.reason).find((reason) => reason !== undefined);
  if (waiting !== undefined && waiting !== "PodInitializing") return waiting;
  if (phase !== "Running") return status?.reason ?? phase;
  return (status?.containerStatuses ?? []).every(({ ready }) => ready) ? undefined : "NotReady";
}
