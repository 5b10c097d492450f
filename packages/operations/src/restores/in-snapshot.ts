import { Fault } from "@holdfast/domain";
import type { ClaimName, PlannedDeletion } from "@holdfast/domain";
import type { VolumeInfo } from "@holdfast/velero";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { readVolumeInfos } from "./read-contents.ts";

/** The code of the check by which a person accepts that a snapshot does not hold what is deleted. */
export const safetyIncomplete = "safety-incomplete";

export interface SnapshotToHold {
  readonly operation: string;
  readonly set: string;
  readonly slug: string;
  /** Those that are wiped, without those of which it was accepted that the snapshot cannot hold them. */
  readonly claims: readonly ClaimName[];
  readonly veleroNamespace: string;
}

/** Faults: volumes-not-covered, when the snapshot that was taken does not hold the claims after all. */
export async function requireInSnapshot(context: Context, wanted: SnapshotToHold): Promise<void> {
  const { set, slug, claims, veleroNamespace, operation } = wanted;
  if (claims.length === 0) return;
  const { members } = await findBackupSet(context, set);
  const own = members.find(({ part }) => part.kind === "application" && part.slug === slug);
  const volumes = own === undefined ? [] : await readVolumeInfos(context, { veleroNamespace, backup: own.name });
  const missing = claims.filter((claim) => !holdsClaim(volumes, claim));
  if (missing.length === 0) return;
  const names = missing.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");
  throw new Fault(
    "volumes-not-covered",
    `Nothing was stopped or deleted: the safety snapshot does not hold ${names}.`,
    {
      reason: `Velero calls ${set} Completed and has not copied it; it skips volumes whose pod does not run.`,
      remedy: `\`holdfast operation cancel ${operation}\`. Then start the restore again while the pods that use it run, or accept it with --accept ${safetyIncomplete}, or decline the snapshot with --no-safety-snapshot.`,
      where: `backup ${set}`,
    },
  );
}

/** @internal Exported for tests. A volume that Velero found empty counts: nothing of it can be lost. */
export function holdsClaim(volumes: readonly VolumeInfo[], { namespace, name }: ClaimName): boolean {
  return volumes.some(
    ({ outcome, pvcNamespace, pvcName }) =>
      outcome.kind === "succeeded" && pvcNamespace === namespace && pvcName === name,
  );
}

export function claimsOf(wipes: readonly PlannedDeletion[]): readonly ClaimName[] {
  return wipes.map(({ namespace = "", name }) => ({ namespace, name }));
}
