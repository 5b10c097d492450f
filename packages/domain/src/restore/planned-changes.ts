import type { FieldChange } from "./compare-prints.ts";
import type { LiveObject } from "./live-object.ts";
import { compareNames } from "./object-order.ts";
import type { RestorePlan } from "./plan-restore.ts";

/** What a restore of one application does to each object, as a person reads it. Decisions are in the plan itself. */
export interface PlannedChanges {
  /** Not there now; come from the backup. */
  readonly added: readonly ObjectReference[];
  /** There now, and different in the backup. */
  readonly changed: readonly ChangedObject[];
  /** There now and the same in the backup: made anew all the same. */
  readonly unchanged: readonly ObjectReference[];
  /** There now, and gone afterwards. */
  readonly lost: readonly LostObject[];
  /** The release's cluster-scoped objects: applied again, as the backed-up release says. */
  readonly reapplied: readonly ObjectReference[];
  readonly claims: readonly ClaimChange[];
}

export interface ObjectReference {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface ChangedObject extends ObjectReference {
  readonly fields: readonly FieldChange[];
}

export interface LostObject extends ObjectReference {
  readonly reason: string;
}

/**
 * `wiped`: its data goes and that of the backup comes; `returns`: it is not there and comes back with its data;
 * `returns-empty`: it is not there and comes back without data. Claims that stay are among what the plan keeps.
 */
export interface ClaimChange extends ObjectReference {
  readonly change: "wiped" | "returns" | "returns-empty";
  /** Bytes in the backup. */
  readonly sizeBytes?: number;
  /** What it asks for, as the backup says it: "10Gi". */
  readonly requested?: string;
}

/** An object of the backup. */
export interface BackedUpObject {
  readonly object: LiveObject;
  /** Why Velero does not bring it back; absent: it does. */
  readonly staysAway?: string;
  /** Of a claim: what it asks for. */
  readonly requested?: string;
}

export interface ChangesInput {
  readonly plan: RestorePlan;
  /** What comes back at all, without what Kubernetes or a controller makes; by key. */
  readonly backedUp: ReadonlyMap<string, BackedUpObject>;
  /** Of objects that are in the cluster and in the backup, by key. */
  readonly compared: ReadonlyMap<string, readonly FieldChange[]>;
  /** Of all objects that are in the cluster now. */
  readonly present: ReadonlySet<string>;
  /** The release's objects without a namespace. */
  readonly clusterScoped: readonly ObjectReference[];
  readonly covered: readonly { readonly namespace: string; readonly name: string; readonly sizeBytes?: number }[];
}

/** Tells one object whatever its version. */
export function objectKey({ group, kind, namespace, name }: ObjectReference & { readonly group: string }): string {
  return JSON.stringify([group, kind, namespace ?? "", name]);
}

export function plannedChanges(input: ChangesInput): PlannedChanges {
  const { plan, backedUp, compared } = input;
  const changed: ChangedObject[] = [];
  const unchanged: ObjectReference[] = [];
  const lost: LostObject[] = [];
  for (const deletion of plan.deletions) {
    const key = objectKey(deletion);
    const comes = backedUp.get(key);
    const fields = compared.get(key) ?? [];
    if (deletion.namespace === undefined) continue;
    if (comes === undefined) lost.push({ ...reference(deletion), reason: "it was made after the backup" });
    else if (comes.staysAway !== undefined) lost.push({ ...reference(deletion), reason: comes.staysAway });
    else if (fields.length > 0) changed.push({ ...reference(deletion), fields });
    else unchanged.push(reference(deletion));
  }
  const reapplied = [...input.clusterScoped].map(reference).sort(compareNames);
  return { added: addedObjects(input), changed, unchanged, lost, reapplied, claims: claimChanges(input) };
}

function addedObjects({ backedUp, present }: ChangesInput): readonly ObjectReference[] {
  const added = [...backedUp].filter(
    ([key, { object, staysAway }]) => staysAway === undefined && !present.has(key) && !isClaim(object),
  );
  return added.map(([, { object }]) => reference(object)).sort(compareNames);
}

function claimChanges({ plan, backedUp, present, covered }: ChangesInput): readonly ClaimChange[] {
  const bytes = new Map(covered.map(({ namespace, name, sizeBytes }) => [`${namespace}/${name}`, { sizeBytes }]));
  const size = (one: ObjectReference): Pick<ClaimChange, "sizeBytes"> => {
    const sizeBytes = bytes.get(`${one.namespace ?? ""}/${one.name}`)?.sizeBytes;
    return sizeBytes === undefined ? {} : { sizeBytes };
  };
  const asked = (key: string): Pick<ClaimChange, "requested"> => {
    const requested = backedUp.get(key)?.requested;
    return requested === undefined ? {} : { requested };
  };
  const wiped = plan.wipes.map((one): ClaimChange => ({
    ...reference(one),
    change: "wiped",
    ...size(one),
    ...asked(objectKey(one)),
  }));
  const returning = [...backedUp].flatMap(([key, { object, staysAway }]): readonly ClaimChange[] => {
    if (!isClaim(object) || staysAway !== undefined || present.has(key)) return [];
    const change = bytes.has(`${object.namespace ?? ""}/${object.name}`) ? "returns" : "returns-empty";
    return [{ ...reference(object), change, ...size(object), ...asked(key) }];
  });
  return [...wiped, ...returning].sort(compareNames);
}

function isClaim({ group, kind }: LiveObject): boolean {
  return group === "" && kind === "PersistentVolumeClaim";
}

function reference({ kind, namespace, name }: ObjectReference): ObjectReference {
  return { kind, ...(namespace === undefined ? {} : { namespace }), name };
}
