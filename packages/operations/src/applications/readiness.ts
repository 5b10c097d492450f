import type { KubernetesObject } from "@holdfast/kubernetes";

/** Whether one object has become what it should be, judged from its status. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "waiting"; readonly reason: string }
  /** It will not become Ready by waiting. */
  | { readonly kind: "failed"; readonly reason: string };

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The fields that are read here, of all kinds together. */
interface Watched extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly suspend?: boolean;
    readonly type?: string;
    readonly updateStrategy?: { readonly type?: string };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly loadBalancer?: { readonly ingress?: readonly unknown[] };
  };
}

/** Kinds that are waited for. */
export const watchedKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job", "PersistentVolumeClaim"];

const ready: Readiness = { kind: "ready" };

/** Kinds that are not known are Ready as soon as they exist. */
export function readinessOf(object: KubernetesObject | undefined): Readiness {
  if (object === undefined) return waiting("is not there");
  const watched: Watched = object;
  const { generation = 0 } = object.metadata;
  const isSeen = (watched.status?.observedGeneration ?? 0) >= generation;
  switch (object.kind) {
    case "Deployment":
      return isSeen ? deploymentReadiness(watched) : waiting("its controller has not seen it yet");
    case "StatefulSet":
      return isSeen ? statefulSetReadiness(watched) : waiting("its controller has not seen it yet");
    case "DaemonSet":
      return isSeen ? daemonSetReadiness(watched) : waiting("its controller has not seen it yet");
    case "Job":
      return jobReadiness(watched);
    case "PersistentVolumeClaim":
      return watched.status?.phase === "Bound" ? ready : waiting(`is ${watched.status?.phase ?? "Pending"}, not Bound`);
    case "Ingress":
      return hasLoadBalancer(watched) ? ready : waiting("no load balancer has taken it");
    case "Service":
      return watched.spec?.type !== "LoadBalancer" || hasLoadBalancer(watched)
        ? ready
        : waiting("no load balancer is assigned");
  }
  return ready;
}

function deploymentReadiness({ spec, status }: Watched): Readiness {
  const wanted = spec?.replicas ?? 1;
  const stalled = status?.conditions?.find(
    ({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded",
  );
  if (stalled !== undefined) return { kind: "failed", reason: stalled.message ?? "it makes no progress" };
  const updated = status?.updatedReplicas ?? 0;
  const available = status?.availableReplicas ?? 0;
  if (updated < wanted) return waiting(`${updated} of ${wanted} replicas are of the new version`);
  if ((status?.replicas ?? 0) > updated) return waiting("replicas of the old version still run");
  return available < wanted ? waiting(`${available} of ${wanted} replicas are available`) : ready;
}

function statefulSetReadiness({ spec, status }: Watched): Readiness {
  const wanted = spec?.replicas ?? 1;
  const updated = status?.updatedReplicas ?? 0;
  const isByHand = spec?.updateStrategy?.type === "OnDelete";
  if (!isByHand && updated < wanted) return waiting(`${updated} of ${wanted} replicas are of the new version`);
  const running = status?.readyReplicas ?? 0;
  return running < wanted ? waiting(`${running} of ${wanted} replicas are ready`) : ready;
}

function daemonSetReadiness({ status }: Watched): Readiness {
  const wanted = status?.desiredNumberScheduled ?? 0;
  const updated = status?.updatedNumberScheduled ?? 0;
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are of the new version`);
  const running = status?.numberReady ?? 0;
  return running < wanted ? waiting(`${running} of ${wanted} pods are ready`) : ready;
}

function jobReadiness({ spec, status }: Watched): Readiness {
  const holds = (wanted: string): Condition | undefined =>
    status?.conditions?.find(({ type, status: state }) => type === wanted && state === "True");
  const failed = holds("Failed");
  if (failed !== undefined) return { kind: "failed", reason: failed.message ?? failed.reason ?? "it failed" };
  return holds("Complete") !== undefined || spec?.suspend === true ? ready : waiting("has not completed");
}

function hasLoadBalancer({ status }: Watched): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}

function waiting(reason: string): Readiness {
  return { kind: "waiting", reason };
}
