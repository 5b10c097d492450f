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

/** What is left of these objects: the same uid is still there. */
export async function findLeft(
  context: Context,
  deletions: readonly PlannedDeletion[],
): Promise<readonly LeftObject[]> {
  const queue = [...deletions];
  const left: LeftObject[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const type = await typeOf(context, next);
      if (type === undefined) continue;
      const { name, namespace } = next;
      const object = await context.kubernetes.get(type, { name, ...(namespace === undefined ? {} : { namespace }) });
      if (object?.metadata.uid === next.uid) left.push({ deletion: next, object });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return left;
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
