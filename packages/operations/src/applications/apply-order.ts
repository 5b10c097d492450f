import { creationPhaseOf, kotsAnnotations } from "@holdfast/domain";
import type { ManifestObject, RenderedObject } from "@holdfast/domain";
import type { ResourceType } from "@holdfast/kubernetes";

/** An object of a release with the type that the API server knows it by, and its namespace filled in. */
export interface PlacedObject {
  readonly rendered: RenderedObject;
  readonly object: ManifestObject;
  readonly type: ResourceType;
}

export function describePlaced({ object }: PlacedObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
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

/**
 * The objects in groups, phase after phase, and in each phase by what needs what; the order inside a group is the
 * release's and carries no meaning.
 */
export function inApplyOrder(objects: readonly PlacedObject[]): readonly (readonly PlacedObject[])[] {
  const byPlace = new Map<string, { readonly place: Place; readonly group: PlacedObject[] }>();
  for (const object of objects) {
    const place = { phase: phaseOf(object), rank: rankOf(object.type) };
    const key = `${place.phase}/${place.rank}`;
    const found = byPlace.get(key) ?? { place, group: [] };
    found.group.push(object);
    byPlace.set(key, found);
  }
  return [...byPlace.values()].sort((one, other) => comparePlaces(one.place, other.place)).map(({ group }) => group);
}

interface Place {
  readonly phase: number;
  readonly rank: number;
}

function comparePlaces(one: Place, other: Place): number {
  return one.phase === other.phase ? one.rank - other.rank : one.phase < other.phase ? -1 : 1;
}

const firstKinds = ["Namespace", "CustomResourceDefinition"];

/** Namespaces and definitions are before all phases unless the vendor gives them one: the objects of any need them. */
function phaseOf({ object, type }: PlacedObject): number {
  const { annotations } = object.metadata;
  const isFirst = firstKinds.includes(type.kind) && annotations?.[kotsAnnotations.creationPhase] === undefined;
  return isFirst ? Number.NEGATIVE_INFINITY : creationPhaseOf(annotations);
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
