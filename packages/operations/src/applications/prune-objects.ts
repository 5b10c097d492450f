import { labels } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject, ObjectName, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { deletionRank } from "./apply-order.ts";
import type { ObjectReference } from "./release-index.ts";

/** Holds data, or belongs to more than this application: it goes only when a person says so. */
const keptKinds: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: "it holds data",
  PersistentVolume: "it holds data",
  Namespace: "other objects may be in it",
  CustomResourceDefinition: "all its custom resources would go with it",
  StorageClass: "volumes may depend on it",
  PriorityClass: "other applications' pods may use it",
};

export interface KeptObject {
  readonly reference: ObjectReference;
  readonly reason: string;
}

/** What would be done to an object that is no longer wanted. The uid is what is deleted, and nothing else. */
export type Removal =
  | { readonly kind: "delete"; readonly reference: ObjectReference; readonly type: ResourceType; readonly uid: string }
  | { readonly kind: "keep"; readonly reference: ObjectReference; readonly reason: string };

/** What of these objects is there and may go; in the order in which it is deleted. */
export async function planRemoval(
  context: Context,
  slug: string,
  references: readonly ObjectReference[],
): Promise<readonly Removal[]> {
  const removals: Removal[] = [];
  for (const reference of references) {
    const type = await context.kubernetes.resolve(reference.apiVersion, reference.kind);
    if (type === undefined) continue;
    const object = await retryTransient(context, () =>
      context.kubernetes.get<KubernetesObject>(type, nameOfReference(reference)),
    );
    if (object !== undefined) removals.push(removalOf(reference, type, object, slug));
  }
  return removals.sort((one, other) => rankOf(one) - rankOf(other));
}

function removalOf(reference: ObjectReference, type: ResourceType, object: KubernetesObject, slug: string): Removal {
  const kept = keptKinds[type.kind];
  if (kept !== undefined) return { kind: "keep", reference, reason: kept };
  const { uid } = object.metadata;
  if (uid === undefined || object.metadata.labels?.[labels.application] !== slug) {
    return { kind: "keep", reference, reason: `it no longer has the label ${labels.application}=${slug}` };
  }
  return { kind: "delete", reference, type, uid };
}

function rankOf({ reference }: Removal): number {
  const group = reference.apiVersion.includes("/")
    ? reference.apiVersion.slice(0, reference.apiVersion.indexOf("/"))
    : "";
  return deletionRank({ kind: reference.kind, group });
}

/** Deletes what the plan says, each by its uid. Safe to run again. */
export async function removeObjects(context: Context, plan: readonly Removal[]): Promise<void> {
  const doomed = plan.filter((removal) => removal.kind === "delete");
  let done = 0;
  for (const { reference, type, uid } of doomed) {
    context.signal.throwIfAborted();
    context.report({
      message: `Deleting ${formatReference(reference)}`,
      itemsDone: done,
      itemsTotal: doomed.length,
    });
    try {
      await retryTransient(context, () =>
        context.kubernetes.delete(type, nameOfReference(reference), { uid, propagationPolicy: "Background" }),
      );
    } catch (error) {
      // Another object of the same name came in between; it is not ours to delete.
      if (!isApiError(error, "Conflict")) throw fromApiError(error);
    }
    done += 1;
  }
}

export function formatReference({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The version of a group may change between releases; the object stays the same. */
export function identityOf({ apiVersion, kind, namespace = "", name }: ObjectReference): string {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return [group, kind, namespace, name].join("/");
}

function nameOfReference({ name, namespace }: ObjectReference): ObjectName {
  return namespace === undefined ? { name } : { name, namespace };
}
