import type { ClaimName, ObservedPod, ObservedWorkload, OwnerName, WorkloadKind } from "@holdfast/domain";
import { cronJobs, daemonSets, deployments, jobs, pods, replicaSets, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

interface PodTemplateSpec {
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName?: string } }[];
}

interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly suspend?: boolean;
    readonly template?: { readonly spec?: PodTemplateSpec };
    readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly spec?: PodTemplateSpec } } };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenScaled?: string };
  };
  readonly status?: { readonly active?: number };
}

interface Pod extends KubernetesObject {
  readonly spec?: PodTemplateSpec;
  readonly status?: { readonly phase?: string };
}

export interface ObservedUsers {
  readonly workloads: readonly ObservedWorkload[];
  readonly pods: readonly ObservedPod[];
}

const types: readonly ResourceType[] = [deployments, statefulSets, replicaSets, daemonSets, jobs, cronJobs];

/** Every workload of the claim's namespace, and the pods that mount the claim and have not ended. */
export async function observeUsers(context: Context, claim: ClaimName): Promise<ObservedUsers> {
  const { namespace } = claim;
  const [lists, found] = await Promise.all([
    Promise.all(
      types.map(async (type) => {
        const listed = await context.kubernetes.listAll<Workload>(type, { namespace });
        return listed.map((workload) => observed(type.kind as WorkloadKind, workload, claim.name));
      }),
    ),
    context.kubernetes.listAll<Pod>(pods, { namespace }),
  ]);
  return {
    workloads: lists.flat(),
    pods: found
      .filter((pod) => usesClaim(pod, claim.name))
      .map(({ metadata }) => ({ name: metadata.name, ...ownerOf(metadata) })),
  };
}

/** A pod that has ended holds no volume any more. */
export function usesClaim({ spec, status }: Pod, claim: string): boolean {
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
  return namesClaim(spec, claim);
}

function namesClaim(spec: PodTemplateSpec | undefined, claim: string): boolean {
  return (spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === claim);
}

function observed(kind: WorkloadKind, { metadata, spec, status }: Workload, claim: string): ObservedWorkload {
  const template = kind === "CronJob" ? spec?.jobTemplate?.spec?.template?.spec : spec?.template?.spec;
  return {
    kind,
    name: metadata.name,
    uid: metadata.uid ?? "",
    replicas: replicasOf(kind, spec, status),
    mounts: namesClaim(template, claim) || isOfTemplates(metadata.name, spec, claim),
    losesClaims: spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === "Delete",
    ...ownerOf(metadata),
  };
}

function replicasOf(kind: WorkloadKind, spec: Workload["spec"], status: Workload["status"]): number {
  switch (kind) {
    case "CronJob":
      return spec?.suspend === true ? 0 : 1;
    case "Job":
      return status?.active ?? 0;
    case "DaemonSet":
      return 1;
    case "Deployment":
    case "StatefulSet":
    case "ReplicaSet":
      return spec?.replicas ?? 1;
  }
}

/** Kubernetes names a StatefulSet's claims <template>-<StatefulSet>-<ordinal>. */
function isOfTemplates(workload: string, spec: Workload["spec"], claim: string): boolean {
  return (spec?.volumeClaimTemplates ?? []).some(({ metadata }) => {
    const prefix = `${metadata.name}-${workload}-`;
    return claim.startsWith(prefix) && /^\d+$/u.test(claim.slice(prefix.length));
  });
}

function ownerOf({ ownerReferences = [] }: KubernetesObject["metadata"]): { readonly owner?: OwnerName } {
  const controller = ownerReferences.find((reference) => reference.controller === true);
  if (controller === undefined) return {};
  const { kind, name, uid } = controller;
  return { owner: { kind, name, uid } };
}
