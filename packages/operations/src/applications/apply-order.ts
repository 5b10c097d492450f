import type { ManifestObject, RenderedObject } from "@holdfast/domain";
import type { ResourceType } from "@holdfast/kubernetes";

/** An object of a release with the type that the API server knows it by, and its namespace filled in. */
export interface PlacedObject {
  readonly rendered: RenderedObject;
  readonly object: ManifestObject;
  readonly type: ResourceType;
}

/** What needs what: each group is applied after the one before it. */
const groups: readonly (readonly string[])[] = [
  ["Namespace"],
  ["CustomResourceDefinition"],
  ["PriorityClass", "StorageClass", "IngressClass", "RuntimeClass"],
  ["ServiceAccount", "ClusterRole", "Role"],
  ["ClusterRoleBinding", "RoleBinding"],
  ["ResourceQuota", "LimitRange", "NetworkPolicy", "PodDisruptionBudget"],
  ["Secret", "ConfigMap"],
  ["PersistentVolume", "PersistentVolumeClaim", "Service"],
];
const customResources = groups.length + 1;
/** Last: a webhook or an aggregated API whose pods do not run yet would refuse everything after it. */
const lastKinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService"];

const builtInGroups = new Set(["", "apps", "batch", "autoscaling", "policy"]);

/** The objects in groups; the order inside a group is the release's and carries no meaning. */
export function inApplyOrder(objects: readonly PlacedObject[]): readonly (readonly PlacedObject[])[] {
  const ranks = new Map<number, PlacedObject[]>();
  for (const object of objects) {
    const rank = rankOf(object.type);
    ranks.set(rank, [...(ranks.get(rank) ?? []), object]);
  }
  return [...ranks].sort(([one], [other]) => one - other).map(([, group]) => group);
}

/** Deletion goes the other way, but webhooks first, and custom resources before the operators that finalize them. */
export function deletionRank(type: Pick<ResourceType, "kind" | "group">): number {
  if (lastKinds.includes(type.kind)) return 0;
  return customResources + 1 - rankOf(type);
}

function rankOf(type: Pick<ResourceType, "kind" | "group">): number {
  if (lastKinds.includes(type.kind)) return customResources + 1;
  const place = groups.findIndex((kinds) => kinds.includes(type.kind));
  if (place >= 0) return place;
  return builtInGroups.has(type.group) || type.group.endsWith(".k8s.io") ? groups.length : customResources;
}
