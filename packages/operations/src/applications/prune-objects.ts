import { Fault, deletionPhaseOf, isKept, kotsAnnotations, labels } from "@holdfast/domain";
import { DeadlinePassed, isApiError, waitFor } from "@holdfast/kubernetes";
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
  | {
      readonly kind: "delete";
      readonly reference: ObjectReference;
      readonly type: ResourceType;
      readonly uid: string;
      /** The lowest first; what is in one phase is gone before the next begins. */
      readonly phase: number;
    }
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
  return removals.sort((one, other) => phaseOf(one) - phaseOf(other) || rankOf(one) - rankOf(other));
}

function phaseOf(removal: Removal): number {
  return removal.kind === "delete" ? removal.phase : 0;
}

export const keptByVendor = `its vendor wants it kept (annotation ${kotsAnnotations.keep})`;

function removalOf(reference: ObjectReference, type: ResourceType, object: KubernetesObject, slug: string): Removal {
  const { annotations } = object.metadata;
  const kept = keptKinds[type.kind] ?? (isKept(annotations) ? keptByVendor : undefined);
  if (kept !== undefined) return { kind: "keep", reference, reason: kept };
  const { uid } = object.metadata;
  if (uid === undefined || object.metadata.labels?.[labels.application] !== slug) {
    return { kind: "keep", reference, reason: `it no longer has the label ${labels.application}=${slug}` };
  }
  return { kind: "delete", reference, type, uid, phase: deletionPhaseOf(annotations) };
}

function rankOf({ reference }: Removal): number {
  const group = reference.apiVersion.includes("/")
    ? reference.apiVersion.slice(0, reference.apiVersion.indexOf("/"))
    : "";
  return deletionRank({ kind: reference.kind, group });
}

type Deletion = Extract<Removal, { readonly kind: "delete" }>;

/**
 * Deletes what the plan says, each by its uid, and phase after phase. Safe to run again.
 * Faults: missing-rights; deadline-passed when an object of a phase does not go away.
 */
export async function removeObjects(context: Context, plan: readonly Removal[]): Promise<void> {
  const doomed = plan.filter((removal) => removal.kind === "delete");
  const phases = [...new Set(doomed.map(({ phase }) => phase))];
  let done = 0;
  for (const phase of phases) {
    const isLast = phase === phases.at(-1);
    const now = doomed.filter((deletion) => deletion.phase === phase);
    for (const deletion of now) {
      context.signal.throwIfAborted();
      const message = `Deleting ${formatReference(deletion.reference)}`;
      context.report({ message, itemsDone: done, itemsTotal: doomed.length });
      await removeOne(context, deletion, isLast ? "Background" : "Foreground");
      done += 1;
    }
    if (!isLast) for (const deletion of now) await awaitGone(context, deletion);
  }
}

/** "Foreground": the object is there until what it owns is gone, so that waiting for it waits for its pods too. */
async function removeOne(
  context: Context,
  { reference, type, uid }: Deletion,
  propagationPolicy: "Background" | "Foreground",
): Promise<void> {
  try {
    await retryTransient(context, () =>
      context.kubernetes.delete(type, nameOfReference(reference), { uid, propagationPolicy }),
    );
  } catch (error) {
    // Another object of the same name came in between; it is not ours to delete.
    if (!isApiError(error, "Conflict")) throw fromApiError(error);
  }
}

const goneWithinSeconds = 600;

async function awaitGone(context: Context, { reference, type, uid }: Deletion): Promise<void> {
  context.report({ message: `Waiting until ${formatReference(reference)} is gone` });
  try {
    await waitFor(
      context.kubernetes,
      { type, name: nameOfReference(reference) },
      (object) => object?.metadata.uid !== uid,
      { clock: context.clock, deadlineSeconds: goneWithinSeconds, signal: context.signal },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw fromApiError(error);
    const finalizers = error.lastSeen.flatMap(({ metadata }) => metadata.finalizers ?? []);
    throw new Fault("deadline-passed", `${formatReference(reference)} was deleted and does not go away.`, {
      reason: `Its finalizers: ${finalizers.join(", ") || "none"}. What its vendor deletes in a later phase is still there.`,
      remedy: "See what keeps it (a finalizer whose controller does not run), then run the same command again.",
      where: `kubectl get ${reference.kind.toLowerCase()} ${reference.name} -o yaml`,
    });
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
