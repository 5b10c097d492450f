import { Fault, takeOff } from "@holdfast/domain";
import type { PlannedDeletion } from "@holdfast/domain";
import { daemonSets, jobs, pods, replicaSets, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { describe, findLeft } from "./delete-planned.ts";
import type { LeftObject } from "./delete-planned.ts";

const shownCommands = 5;
const lookMilliseconds = 250;
const longestLookMilliseconds = 2000;

export interface Waiting {
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until every planned object is gone, and every pod that goes along with them: a restore that found a pod of the
 * same name would not fill its volumes.
 * Faults: deadline-passed, naming what is left and the finalizers it waits for.
 */
export async function awaitGone(
  context: Context,
  { deletions, namespaces }: { readonly deletions: readonly PlannedDeletion[]; readonly namespaces: readonly string[] },
  { deadlineSeconds, signal }: Waiting,
): Promise<void> {
  const until = context.clock.now() + deadlineSeconds * 1000;
  const planned = new Set(deletions.map(({ uid }) => uid));
  let pending = deletions;
  for (let pause = lookMilliseconds; ; pause = Math.min(pause * 2, longestLookMilliseconds)) {
    const [left, doomedPods] = await Promise.all([
      findLeft(context, pending),
      findDoomedPods(context, namespaces, planned),
    ]);
    pending = left.map(({ deletion }) => deletion);
    if (left.length === 0 && doomedPods.length === 0) return;
    if (context.clock.now() >= until) throw notGone(left, doomedPods);
    const first = left[0] === undefined ? `Pod ${doomedPods[0]?.metadata.name ?? ""}` : describe(left[0].deletion);
    const done = deletions.length - left.length;
    context.report({ message: `Waiting until ${first} is gone`, itemsDone: done, itemsTotal: deletions.length });
    await context.clock.sleep(pause, signal);
  }
}

const ownerTypes: readonly ResourceType[] = [replicaSets, statefulSets, daemonSets, jobs];

/** Pods that go because their owner goes: it is planned, belongs to a planned one, or is gone already. */
async function findDoomedPods(
  context: Context,
  namespaces: readonly string[],
  planned: ReadonlySet<string>,
): Promise<readonly KubernetesObject[]> {
  const list = async (type: ResourceType): Promise<readonly KubernetesObject[]> =>
    (await Promise.all(namespaces.map((namespace) => context.kubernetes.listAll(type, { namespace })))).flat();
  const [owners, found] = await Promise.all([
    Promise.all(ownerTypes.map(list)).then((lists) => lists.flat()),
    list(pods),
  ]);
  const staying = new Set(owners.filter((owner) => !isDoomed(owner, planned)).map(({ metadata }) => metadata.uid));
  const kinds = new Set(ownerTypes.map(({ kind }) => kind));
  return found.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(
      ({ uid, kind }) => planned.has(uid) || (kinds.has(kind) && !staying.has(uid)),
    ),
  );
}

function isDoomed({ metadata }: KubernetesObject, planned: ReadonlySet<string>): boolean {
  return planned.has(metadata.uid ?? "") || (metadata.ownerReferences ?? []).some(({ uid }) => planned.has(uid));
}

function notGone(left: readonly LeftObject[], doomedPods: readonly KubernetesObject[]): Fault {
  const objects = left.map(({ deletion, object }) => {
    const finalizers = object.metadata.finalizers ?? [];
    return `${describe(deletion)}${finalizers.length === 0 ? "" : ` (finalizers: ${finalizers.join(", ")})`}`;
  });
  const held = left.filter(({ object }) => (object.metadata.finalizers ?? []).length > 0);
  const names = doomedPods.map(({ metadata }) => `Pod ${metadata.namespace ?? ""}/${metadata.name}`);
  return new Fault("deadline-passed", "Objects of the application were deleted but do not go away.", {
    reason: `Still there: ${[...objects, ...names].join(", ")}.`,
    remedy: [
      "See what keeps them (a finalizer whose controller does not run, a node that does not answer), then resume the operation.",
      ...(held.length === 0
        ? []
        : ["When the program that takes a finalizer off is gone for good, take it off by hand:"]),
      ...held.slice(0, shownCommands).map(({ deletion }) => takeOff(deletion)),
    ].join("\n"),
  });
}
