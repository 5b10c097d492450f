import { Fault } from "@holdfast/domain";
import type { PlannedDeletion } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

const concurrency = 8;

/**
 * Each delete carries the uid from the plan: an object that was made anew since is not hit. Nothing more is deleted once
 * the signal aborts: somebody else may drive by then. Faults: plan-changed.
 */
export async function deletePlanned(
  context: Context,
  deletions: readonly PlannedDeletion[],
  signal: AbortSignal,
): Promise<void> {
  const queue = [...deletions];
  const replaced: PlannedDeletion[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      context.report({
        message: `Deleting ${describe(next)}`,
        itemsDone: deletions.length - queue.length,
        itemsTotal: deletions.length,
      });
      if ((await deleteOne(context, next, signal)) === "replaced") replaced.push(next);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (replaced.length > 0) throw replacedMeanwhile(replaced);
}

async function deleteOne(
  context: Context,
  deletion: PlannedDeletion,
  signal: AbortSignal,
): Promise<"gone" | "replaced"> {
  const { namespace, name, uid } = deletion;
  const type = await typeOf(context, deletion);
  if (type === undefined) return "gone";
  signal.throwIfAborted();
  try {
    const options = { uid, propagationPolicy: "Background" } as const;
    await context.kubernetes.delete(type, { name, ...(namespace === undefined ? {} : { namespace }) }, options);
    return "gone";
  } catch (error) {
    if (isApiError(error, "Conflict")) return "replaced";
    throw error;
  }
}

/** Of so many of one kind in one namespace a list is cheaper than asking for each. */
const listedFrom = 4;

/** What is left of these objects: the same uid is still there. */
export async function findLeft(
  context: Context,
  deletions: readonly PlannedDeletion[],
): Promise<readonly LeftObject[]> {
  const byKind = new Map<string, PlannedDeletion[]>();
  for (const one of deletions) {
    const key = [one.group, one.version, one.kind, one.namespace ?? ""].join("/");
    const same = byKind.get(key);
    if (same === undefined) byKind.set(key, [one]);
    else same.push(one);
  }
  const queue = [...byKind.values()].flatMap((same) => (same.length < listedFrom ? same.map((one) => [one]) : [same]));
  const left: LeftObject[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      left.push(...(await findLeftOfKind(context, next)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return left;
}

/** All of one kind and namespace. */
async function findLeftOfKind(context: Context, deletions: readonly PlannedDeletion[]): Promise<readonly LeftObject[]> {
  const [first] = deletions;
  const type = first === undefined ? undefined : await typeOf(context, first);
  if (first === undefined || type === undefined) return [];
  const where = first.namespace === undefined ? {} : { namespace: first.namespace };
  const found =
    deletions.length === 1
      ? [await context.kubernetes.get(type, { name: first.name, ...where })]
      : await listed(context, type, where);
  const present = new Map(found.map((object) => [object?.metadata.uid, object]));
  return deletions.flatMap((deletion) => {
    const object = present.get(deletion.uid);
    return object === undefined ? [] : [{ deletion, object }];
  });
}

async function listed(
  context: Context,
  type: ResourceType,
  where: { readonly namespace?: string },
): Promise<readonly KubernetesObject[]> {
  try {
    return await context.kubernetes.listAll(type, where);
  } catch (error) {
    // A kind whose definition went meanwhile has no objects.
    if (isApiError(error, "NotFound")) return [];
    throw error;
  }
}

export interface LeftObject {
  readonly deletion: PlannedDeletion;
  readonly object: KubernetesObject;
}

async function typeOf(context: Context, { group, version, kind }: PlannedDeletion): Promise<ResourceType | undefined> {
  return context.kubernetes.resolve(group === "" ? version : `${group}/${version}`, kind);
}

export function describe({ kind, namespace, name }: PlannedDeletion): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function replacedMeanwhile(replaced: readonly PlannedDeletion[]): Fault {
  return new Fault("plan-changed", "Objects of the application were made anew while it was being restored.", {
    reason: `Not the planned ones any more: ${replaced.map(describe).join(", ")}.`,
    remedy: "Find out who works on this application at the same time; then resume the operation.",
  });
}
