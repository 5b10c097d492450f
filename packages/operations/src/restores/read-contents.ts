import { Fault, heldKey, labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { download, parseVolumeInfos, readContents, readText } from "@holdfast/velero";
import type { ContentsEntry, DownloadTargetKind, VolumeInfo } from "@holdfast/velero";
import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import type { CoveredClaim } from "./restore-input.ts";

export interface BackupToRead {
  readonly veleroNamespace: string;
  readonly backup: string;
}

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

/**
 * Reads the tarball to its end, which proves that it can be read.
 * Faults: artefact-unreadable, deadline-passed, backup-damaged when it holds no Application.
 */
export async function readBackedUp(context: Context, from: BackupToRead, slug: string): Promise<BackedUp> {
  const stream = await open(context, from, "BackupContents");
  const objects: KubernetesObject[] = [];
  const held: string[] = [];
  const wanted = (entry: ContentsEntry): boolean => {
    held.push(heldKey(entry.resource, entry));
    return entry.resource === "applications.holdfast.dev" || entry.resource === "secrets";
  };
  for await (const { object } of readContents(stream, wanted)) {
    const candidate = object as unknown as KubernetesObject;
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

/** Claims whose data this backup holds as succeeded; nothing else may be wiped. Faults: as above. */
export async function readCoveredClaims(context: Context, from: BackupToRead): Promise<readonly CoveredClaim[]> {
  const stream = await open(context, from, "BackupVolumeInfos");
  return parseVolumeInfos(await readText(stream)).flatMap(coveredClaim);
}

function coveredClaim({ outcome, pvcName, pvcNamespace, size }: VolumeInfo): readonly CoveredClaim[] {
  if (outcome.kind !== "succeeded" || pvcName === undefined || pvcNamespace === undefined) return [];
  return [{ namespace: pvcNamespace, name: pvcName, ...(size === undefined ? {} : { sizeBytes: size }) }];
}

async function open(
  context: Context,
  { veleroNamespace, backup }: BackupToRead,
  kind: DownloadTargetKind,
): Promise<Readable> {
  const stream = await download(
    context.kubernetes,
    veleroNamespace,
    { kind, name: backup },
    { signal: context.signal },
  );
  if (stream !== undefined) return stream;
  throw new Fault("backup-damaged", `Backup ${backup} is damaged: its ${kind} is missing in the destination.`, {
    reason: "The object store says that there is no such object.",
    remedy: "Choose another backup: `holdfast backup list`. Look in the bucket who removed it.",
    where: `Backup ${backup}`,
  });
}
