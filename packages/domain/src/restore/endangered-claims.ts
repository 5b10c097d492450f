import { Fault } from "../fault.ts";
import type { FindLeftOut } from "../selection/backup-filters.ts";
import { classifyObject } from "./classify-object.ts";
import type { LiveObject } from "./live-object.ts";

export interface ClaimsAtStake {
  readonly objects: readonly LiveObject[];
  readonly findLeftOut: FindLeftOut;
  readonly claims: { readonly wiped: readonly LiveObject[]; readonly kept: readonly LiveObject[] };
  readonly deletions: readonly { readonly uid: string }[];
}

/**
 * What forbids a restore for its claims' sake: one that is to stay would be deleted by Kubernetes, or one that is to be
 * wiped is in use by a pod that stays, so that it would never go.
 */
export function endangeredClaims(stake: ClaimsAtStake): Fault | undefined {
  const lost = stake.claims.kept.filter(endangeredBy(stake));
  if (lost.length > 0) return wouldBeLost(lost);
  const held = heldClaims(stake);
  return held.length === 0 ? undefined : inUse(held);
}

/**
 * Whether Kubernetes would delete a claim by itself in the course of the restore: with an owner, or by the retention
 * policy of a StatefulSet, which names no owner as long as its pods run.
 */
function endangeredBy({ objects, findLeftOut }: ClaimsAtStake): (claim: LiveObject) => boolean {
  const live = new Set(objects.map((object) => object.uid));
  const risky = objects.filter(
    (object) => object.losesClaimsOf !== undefined && classifyObject(object, findLeftOut).kind !== "keep",
  );
  return (claim) => claim.owners.some((owner) => live.has(owner.uid)) || risky.some((set) => isClaimOfSet(claim, set));
}

/** Kubernetes names them <template>-<StatefulSet>-<ordinal>. */
function isClaimOfSet(claim: LiveObject, set: LiveObject): boolean {
  if (claim.namespace !== set.namespace) return false;
  return (set.losesClaimsOf ?? []).some((template) => {
    const prefix = `${template}-${set.name}-`;
    return claim.name.startsWith(prefix) && /^\d+$/.test(claim.name.slice(prefix.length));
  });
}

interface HeldClaim {
  readonly claim: LiveObject;
  readonly pod: LiveObject;
}

function heldClaims(stake: ClaimsAtStake): readonly HeldClaim[] {
  const goes = goesBy(stake);
  const staying = stake.objects.filter(({ mounts, ...object }) => mounts !== undefined && !goes(object.uid));
  return stake.claims.wiped.flatMap((claim): readonly HeldClaim[] => {
    const pod = staying.find(
      ({ namespace, mounts = [] }) => namespace === claim.namespace && mounts.includes(claim.name),
    );
    return pod === undefined ? [] : [{ claim, pod }];
  });
}

/** An object goes when it is deleted, or an owner of it goes, however far up. */
function goesBy({ objects, deletions }: ClaimsAtStake): (uid: string) => boolean {
  const byUid = new Map(objects.map((object) => [object.uid, object]));
  const planned = new Set(deletions.map(({ uid }) => uid));
  const goes = (uid: string, seen: ReadonlySet<string>): boolean => {
    if (planned.has(uid)) return true;
    if (seen.has(uid)) return false;
    const further = new Set([...seen, uid]);
    return (byUid.get(uid)?.owners ?? []).some((owner) => goes(owner.uid, further));
  };
  return (uid) => goes(uid, new Set());
}

function wouldBeLost(claims: readonly LiveObject[]): Fault {
  const names = claims.map(nameOf).join(", ");
  return new Fault("volumes-not-covered", `The restore would lose data that this backup does not hold: ${names}.`, {
    reason:
      "These claims are owned by objects that the restore deletes, or are of a StatefulSet whose persistentVolumeClaimRetentionPolicy says Delete: Kubernetes would delete them along.",
    remedy:
      "Choose a backup that holds these volumes, or take the owner references off the claims and set the policy to Retain (then they stay as they are).",
  });
}

function inUse(held: readonly HeldClaim[]): Fault {
  const names = held.map(({ claim, pod }) => `${nameOf(claim)} (Pod ${nameOf(pod)})`).join(", ");
  return new Fault("volumes-not-covered", `Claims that are to be wiped are in use by pods that stay: ${names}.`, {
    reason: "Kubernetes deletes no claim that a pod mounts, and the restore does not touch these pods.",
    remedy: "Stop what runs these pods, or choose a backup that holds it; then plan the restore again.",
  });
}

function nameOf({ namespace, name }: LiveObject): string {
  return `${namespace ?? ""}/${name}`;
}
