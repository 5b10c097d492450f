import type { FindLeftOut } from "../selection/backup-filters.ts";
import { classifyObject, deletionWaves } from "./classify-object.ts";
import type { DeletionWave } from "./classify-object.ts";
import { endangeredClaims } from "./endangered-claims.ts";
import type { ClaimName, LiveObject } from "./live-object.ts";
import { compareNames } from "./object-order.ts";

/** What a restore of one application is about to do. */
export interface RestorePlan {
  readonly backup: { readonly set: string; readonly name: string; readonly uid: string };
  readonly slug: string;
  readonly namespaces: readonly string[];
  /** In the order of deletion. */
  readonly deletions: readonly PlannedDeletion[];
  /** Claims whose data goes and comes back from the backup; the last wave. */
  readonly wipes: readonly PlannedDeletion[];
  /** What stays as it is. */
  readonly keeps: readonly KeptObject[];
}

export interface PlannedDeletion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly wave: DeletionWave;
  /** Lower ones go first within the wave; absent: 0. */
  readonly phase?: number;
}

export interface KeptObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly reason: string;
}

export interface RestorePlanInput {
  readonly backup: RestorePlan["backup"];
  readonly slug: string;
  readonly namespaces: readonly string[];
  /** All objects of the namespaces, and the release's cluster-scoped webhooks. */
  readonly objects: readonly LiveObject[];
  /** Claims whose volume data this backup holds as succeeded. */
  readonly covered: readonly ClaimName[];
  /** What would be deleted and not come back is kept. */
  readonly findLeftOut: FindLeftOut;
}

const notCovered = "this backup does not hold its data; it stays as it is";

/**
 * Decides what is deleted before a restore of one application: only what the backup takes, and only claims whose data it
 * holds. What was made since the backup goes; what the backup's filters leave out stays.
 * Faults: volumes-not-covered, when a claim that is not covered would be deleted along with its owner or StatefulSet, or
 * one that is to be wiped is in use by a pod that stays.
 */
export function planRestore(input: RestorePlanInput): RestorePlan {
  const deletions: PlannedDeletion[] = [];
  const wipes: PlannedDeletion[] = [];
  const keeps: KeptObject[] = [];
  const claims = { wiped: [] as LiveObject[], kept: [] as LiveObject[] };
  for (const object of uniqueByUid(input.objects)) {
    const decided = classifyObject(object, input.findLeftOut);
    switch (decided.kind) {
      case "ignore":
        break;
      case "keep":
        keeps.push(kept(object, decided.reason));
        break;
      case "delete":
        deletions.push(deletion(object, decided.wave));
        break;
      case "claim":
        if (decided.keep === undefined && isCovered(object, input.covered)) {
          wipes.push(deletion(object, "claims"));
          claims.wiped.push(object);
        } else {
          keeps.push(kept(object, decided.keep ?? notCovered));
          claims.kept.push(object);
        }
        break;
    }
  }
  const endangered = endangeredClaims({ ...input, claims, deletions });
  if (endangered !== undefined) throw endangered;
  const ordered = [...deletions].sort(
    (one, other) =>
      waveIndex(one) - waveIndex(other) || (one.phase ?? 0) - (other.phase ?? 0) || compareNames(one, other),
  );
  const { backup, slug, namespaces } = input;
  return {
    backup,
    slug,
    namespaces,
    deletions: ordered,
    wipes: [...wipes].sort(compareNames),
    keeps: keeps.map((keep) => sayOwner(keep, input.objects, deletions)).sort(compareNames),
  };
}

/** Kubernetes deletes what is owned along with its owner: nobody must believe that it stays. */
function sayOwner(keep: KeptObject, objects: readonly LiveObject[], deletions: readonly PlannedDeletion[]): KeptObject {
  const owners = objects.find(({ uid }) => uid === keep.uid)?.owners ?? [];
  const owner = deletions.find((one) => owners.some(({ uid }) => uid === one.uid));
  if (owner === undefined) return keep;
  return { ...keep, reason: `${keep.reason}, but it goes with its owner ${owner.kind} ${owner.name}` };
}

/**
 * The decisions of a plan as one text, to be hashed: it moves when another object would be deleted, wiped or kept, or
 * when the backup is another one. Sizes, times and what the objects contain are no part of it.
 */
export function decisionsOf({ backup, slug, namespaces, deletions, wipes, keeps }: RestorePlan): string {
  return [
    JSON.stringify([backup.set, backup.name, backup.uid, slug, [...namespaces].sort()]),
    ...deletions.map((one) => JSON.stringify(["delete", ...identity(one)])).sort(),
    ...wipes.map((one) => JSON.stringify(["wipe", ...identity(one)])).sort(),
    ...keeps.map((one) => JSON.stringify(["keep", one.kind, one.namespace ?? "", one.name, one.uid])).sort(),
  ].join("\n");
}

function identity(one: PlannedDeletion): readonly string[] {
  return [one.group, one.version, one.kind, one.namespace ?? "", one.name, one.uid];
}

function uniqueByUid(objects: readonly LiveObject[]): readonly LiveObject[] {
  return [...new Map(objects.map((object) => [object.uid, object])).values()];
}

function isCovered({ namespace, name }: LiveObject, covered: readonly ClaimName[]): boolean {
  return covered.some((claim) => claim.namespace === namespace && claim.name === name);
}

function waveIndex({ wave }: PlannedDeletion): number {
  return deletionWaves.indexOf(wave);
}

function deletion(object: LiveObject, wave: DeletionWave): PlannedDeletion {
  const { group, version, kind, namespace, name, uid, deletionPhase: phase } = object;
  const order = phase === undefined ? { wave } : { wave, phase };
  return { group, version, kind, ...(namespace === undefined ? {} : { namespace }), name, uid, ...order };
}

function kept(object: LiveObject, reason: string): KeptObject {
  const { kind, namespace, name, uid } = object;
  return { kind, ...(namespace === undefined ? {} : { namespace }), name, uid, reason };
}
