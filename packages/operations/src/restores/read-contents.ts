import { Fault, heldKey, labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { contentsLimits, parseVolumeInfos, readContents, readText } from "@holdfast/velero";
import type { ContentsEntry, DownloadTargetKind, VolumeInfo } from "@holdfast/velero";
import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import { findArtefact } from "./find-artefact.ts";
import type { BackupToRead } from "./find-artefact.ts";
import type { CoveredClaim } from "./restore-input.ts";

/** What a member's tarball tells a restore. */
export interface BackedUp {
  /** The application's Application and the Secrets with releases, config and license. */
  readonly records: readonly KubernetesObject[];
  /** Every object in it, by `heldKey`. */
  readonly held: readonly string[];
}

/** Our records of one application as the backup holds them. Faults: as readBackedUp. */
export async function readRecordObjects(
  context: Context,
  from: BackupToRead,
  slug: string,
): Promise<readonly KubernetesObject[]> {
  return (await readBackedUp(context, from, slug)).records;
}

/** Is given every namespaced object of the tarball, one at a time; what it does not take from it is not held. */
export type VisitContents = (object: KubernetesObject) => void;

/**
 * Reads the tarball to its end, which proves that it can be read.
 * Faults: artefact-unreadable, deadline-passed, backup-damaged when it holds no Application.
 */
export async function readBackedUp(
  context: Context,
  from: BackupToRead,
  slug: string,
  visit?: VisitContents,
): Promise<BackedUp> {
  const stream = await openArtefact(context, from, "BackupContents");
  const objects: KubernetesObject[] = [];
  const held: string[] = [];
  const wanted = (entry: ContentsEntry): boolean => {
    held.push(heldKey(entry.resource, entry));
    if (visit !== undefined) return entry.namespace !== undefined;
    return entry.resource === "applications.holdfast.dev" || entry.resource === "secrets";
  };
  // A visitor is given one object at a time, so that only a single one can be too large.
  const limits = visit === undefined ? contentsLimits : { ...contentsLimits, totalBytes: Number.POSITIVE_INFINITY };
  for await (const { object } of readContents(stream, wanted, limits)) {
    const candidate = object as unknown as KubernetesObject;
    visit?.(candidate);
    if (isRecordOf(candidate, slug)) objects.push(candidate);
  }
  if (objects.some(({ kind }) => kind === "Application")) return { records: objects, held };
  throw new Fault("backup-damaged", `Backup ${from.backup} holds no record of the application ${slug}.`, {
    reason: `Its tarball was read to the end; there is no Application ${slug} in it.`,
    remedy: "Choose another backup: `holdfast backup list`.",
  });
}

function isRecordOf({ kind, metadata }: KubernetesObject, slug: string): boolean {
  if (kind === "Application") return metadata.name === slug;
  return metadata.labels?.[labels.record] !== undefined && metadata.labels[labels.application] === slug;
}

/** What Velero did with each volume. Faults: as above. */
export async function readVolumeInfos(context: Context, from: BackupToRead): Promise<readonly VolumeInfo[]> {
  return parseVolumeInfos(await readText(await openArtefact(context, from, "BackupVolumeInfos")));
}

/** Claims whose data this backup holds as succeeded; nothing else may be wiped. */
export function coveredClaims(volumes: readonly VolumeInfo[]): readonly CoveredClaim[] {
  return volumes.flatMap(coveredClaim);
}

/** Velero takes no snapshot of a volume that it finds empty, and says succeeded: nothing is there to fill it from. */
function coveredClaim({ outcome, pvcName, pvcNamespace, size, podVolume }: VolumeInfo): readonly CoveredClaim[] {
  if (outcome.kind !== "succeeded" || pvcName === undefined || pvcNamespace === undefined) return [];
  if (podVolume !== undefined && podVolume.snapshotHandle === undefined) return [];
  return [{ namespace: pvcNamespace, name: pvcName, ...(size === undefined ? {} : { sizeBytes: size }) }];
}

/** A stream of the artefact. Faults: as findArtefact; backup-damaged when the store has none. */
export async function openArtefact(context: Context, from: BackupToRead, kind: DownloadTargetKind): Promise<Readable> {
  const stream = await findArtefact(context, from, kind);
  if (stream !== undefined) return stream;
  const { backup } = from;
  throw new Fault("backup-damaged", `Backup ${backup} is damaged: its ${kind} is missing in the destination.`, {
    reason: "The object store says that there is no such object.",
    remedy: "Choose another backup: `holdfast backup list`. Look in the bucket who removed it.",
    where: `Backup ${backup}`,
  });
}
