import { deletionPhaseOf, isKept } from "@holdfast/domain";
import type { LiveObject } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";

type Kind = Pick<ResourceType, "group" | "version" | "kind">;

interface StatefulSetSpec {
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  readonly volumeClaimTemplates?: readonly KubernetesObject[];
}

interface PodSpec {
  readonly volumes?: readonly {
    readonly name?: string;
    readonly persistentVolumeClaim?: { readonly claimName?: string };
    readonly ephemeral?: unknown;
  }[];
}

/** What a restore decides by, of an object that was listed or is in a backup's tarball. */
export function liveObjectOf({ group, version, kind }: Kind, object: KubernetesObject): LiveObject {
  const { metadata } = object;
  const { type, spec } = object as { readonly type?: string; readonly spec?: unknown };
  const losesClaimsOf = group === "apps" && kind === "StatefulSet" ? lostTemplates(spec as StatefulSetSpec) : [];
  const mounts = group === "" && kind === "Pod" ? mountedClaims(metadata.name, spec as PodSpec) : [];
  return {
    group,
    version,
    kind,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: metadata.name,
    uid: metadata.uid ?? "",
    labels: metadata.labels ?? {},
    owners: (metadata.ownerReferences ?? []).map(({ uid, controller }) => ({ uid, controller: controller === true })),
    ...marksOf(metadata),
    ...(type === undefined ? {} : { secretType: type }),
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(losesClaimsOf.length === 0 ? {} : { losesClaimsOf }),
  };
}

function marksOf({ annotations = {}, finalizers = [], deletionTimestamp }: KubernetesObject["metadata"]) {
  const phase = deletionPhaseOf(annotations);
  return {
    ...(isKept(annotations) ? { keep: true as const } : {}),
    ...(phase !== 0 ? { deletionPhase: phase } : {}),
    ...(finalizers.length === 0 ? {} : { finalizers }),
    ...(deletionTimestamp === undefined ? {} : { deletingSince: deletionTimestamp }),
  };
}

function lostTemplates(spec: StatefulSetSpec | undefined): readonly string[] {
  const policy = spec?.persistentVolumeClaimRetentionPolicy;
  if (policy?.whenDeleted !== "Delete" && policy?.whenScaled !== "Delete") return [];
  return (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
}

/** Kubernetes names the claim of an ephemeral volume <pod>-<volume>. */
function mountedClaims(pod: string, spec: PodSpec | undefined): readonly string[] {
  return (spec?.volumes ?? []).flatMap(({ name = "", persistentVolumeClaim, ephemeral }) => {
    if (ephemeral !== undefined) return [`${pod}-${name}`];
    return persistentVolumeClaim?.claimName ?? [];
  });
}
