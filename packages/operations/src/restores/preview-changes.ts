import { comparePrints, leftOutBy, objectKey, plannedChanges, printObject } from "@holdfast/domain";
import type { BackedUpObject, FieldChange, LiveObject, ObjectReference, PlannedChanges } from "@holdfast/domain";
import type { DiscoveredType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { digest } from "./collect-contents.ts";
import type { ContentsObject, MemberContents } from "./collect-contents.ts";
import { makePlan } from "./make-plan.ts";
import type { PlanBasis } from "./make-plan.ts";
import type { Visit } from "./observe-namespaces.ts";
import type { MadePlan } from "./restore-input.ts";

export interface PreviewedPlan extends MadePlan {
  readonly changes: PlannedChanges;
  /** What is deleted and has a finalizer on it. */
  readonly marked: readonly LiveObject[];
  /** Kinds of the backup's objects that cannot come back here. */
  readonly unserved: readonly string[];
}

export interface Compared {
  readonly contents: MemberContents;
  /** The release's objects without a namespace. */
  readonly clusterScoped: readonly ObjectReference[];
}

/**
 * The plan, and what it means for every object. Objects of the cluster are compared as they are listed, so that never
 * more of them than one list is held. Faults: as makePlan.
 */
export async function previewChanges(
  context: Context,
  basis: PlanBasis,
  { contents, clusterScoped }: Compared,
): Promise<PreviewedPlan> {
  const present = new Set<string>();
  const compared = new Map<string, readonly FieldChange[]>();
  const marked = new Map<string, LiveObject>();
  const visit: Visit = (object, content) => {
    const key = objectKey(object);
    present.add(key);
    if (object.finalizers !== undefined) marked.set(object.uid, object);
    const backedUp = contents.objects.get(key);
    if (backedUp === undefined) return;
    compared.set(key, compareContents(backedUp, { ...content, kind: object.kind }, object.version));
  };
  const made = await makePlan(context, basis, visit);
  const kinds = await context.kubernetes.resourceTypes();
  const { backedUp, unserved } = comingBack(basis, contents, kinds);
  const { plan, covered } = made;
  const changes = plannedChanges({ plan, backedUp, compared, present, clusterScoped, covered });
  const deleted = [...plan.deletions, ...plan.wipes].flatMap(({ uid }) => marked.get(uid) ?? []);
  return { ...made, changes, marked: deleted, unserved };
}

/** Fields of two versions of a kind are not comparable. */
function compareContents({ object, print }: ContentsObject, content: object, version: string): readonly FieldChange[] {
  if (object.version !== version) return [{ path: "apiVersion", now: version, backup: object.version }];
  return comparePrints(object.kind, printObject(content, digest), print);
}

/** The backup's objects in the application's namespaces, with the reason where one does not come back. */
function comingBack(
  { filters, namespaces, definedKinds = [] }: PlanBasis,
  contents: MemberContents,
  kinds: readonly DiscoveredType[],
) {
  const findLeftOut = leftOutBy({ backup: {}, restoreExcludes: filters.restoreExcludes }, kinds);
  const known = new Set([...kinds, ...definedKinds].map(({ group, kind }) => `${kind}.${group}`));
  const unserved = new Set<string>();
  const backedUp = new Map<string, BackedUpObject>();
  for (const [key, one] of contents.objects) {
    const { group, kind, namespace = "" } = one.object;
    if (!namespaces.includes(namespace)) continue;
    const isServed = known.has(`${kind}.${group}`);
    if (!isServed) unserved.add(group === "" ? kind : `${kind}.${group}`);
    const staysAway = isServed
      ? awayBy(one, findLeftOut(one.object) === "restore")
      : "this cluster does not know its kind";
    backedUp.set(key, staysAway === undefined ? one : { ...one, staysAway });
  }
  return { backedUp, unserved: [...unserved].sort() };
}

function awayBy({ staysAway }: BackedUpObject, isLeftOut: boolean): string | undefined {
  return isLeftOut ? "the release's `kind: Restore` leaves out its kind" : staysAway;
}
