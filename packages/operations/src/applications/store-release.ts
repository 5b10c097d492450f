import { Fault } from "@holdfast/domain";
import type { Release } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { ApplicationRecords } from "./application-records.ts";
import type { InstalledApplication } from "./application.ts";
import { contentDigest } from "./pack-release.ts";
import { encodeIndex } from "./release-index.ts";
import type { ObjectReference, ReleaseIndex } from "./release-index.ts";
import { releaseIndexName } from "./record-objects.ts";
import { storedForm } from "./stored-archive.ts";
import { writeSecret } from "./write-records.ts";

/**
 * Stores the release, chunks first and the index last, and returns the index. Safe to run again; a part that is there
 * already is not written again. Faults: already-exists when another release of the same sequence is stored.
 */
export async function storeRelease(
  context: Context,
  application: InstalledApplication,
  records: ApplicationRecords,
  release: Release,
): Promise<ReleaseIndex> {
  const stored = checkSequence(records, release);
  if (stored !== undefined && stored.chunks.every(({ name }) => records.secrets.has(name))) return stored;
  const storedAt = new Date(context.clock.now()).toISOString();
  const { index, chunks } = await storedForm(release, application.namespace, storedAt);
  for (const chunk of chunks) await writeSecret(context, chunk);
  const complete = { ...index, applied: stored?.applied ?? [] };
  await writeIndex(context, application, complete);
  return complete;
}

/** The stored index of the same release. Faults: already-exists. */
export function checkSequence(records: ApplicationRecords, release: Release): ReleaseIndex | undefined {
  const { slug, sequence, versionLabel } = release.metadata;
  const stored = records.releases.find((candidate) => candidate.sequence === sequence);
  if (stored === undefined || stored.contentDigest === contentDigest(release.files)) return stored;
  throw new Fault("already-exists", `${slug} has another release with the sequence ${sequence}.`, {
    reason: `Stored is version ${stored.versionLabel} with other files than this version ${versionLabel}.`,
    remedy: "A changed release needs a higher sequence: ask the vendor for it.",
  });
}

export async function writeIndex(
  context: Context,
  application: InstalledApplication,
  index: ReleaseIndex,
): Promise<void> {
  await writeSecret(context, encodeIndex(index, application.namespace));
}

export function withApplied(index: ReleaseIndex, applied: readonly ObjectReference[]): ReleaseIndex {
  return { ...index, applied };
}

/** Deletes stored releases: the index first, so that what remains of one is never read. */
export async function dropReleases(
  context: Context,
  application: InstalledApplication,
  releases: readonly ReleaseIndex[],
): Promise<void> {
  const { namespace, slug } = application;
  for (const { sequence, chunks } of releases) {
    for (const name of [releaseIndexName(slug, sequence), ...chunks.map((chunk) => chunk.name)]) {
      await context.kubernetes.delete(secrets, { name, namespace });
    }
  }
}
