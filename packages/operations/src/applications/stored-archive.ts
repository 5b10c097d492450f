import type { Release } from "@holdfast/domain";
import { releaseFromEntries } from "./load-release.ts";
import { contentDigest, packRelease, sha256 } from "./pack-release.ts";
import { readArchive } from "./read-archive.ts";
import { dataOf, recordSecret, releaseChunkName, releaseChunkType, releaseIndexName } from "./record-objects.ts";
import type { Secret } from "./record-objects.ts";
import { damagedRecord } from "./release-index.ts";
import type { ReleaseIndex } from "./release-index.ts";

/** An object of the API server holds 1 MiB at most, and base64 adds a third. */
const chunkBytes = 700 * 1024;

export interface StoredForm {
  readonly index: ReleaseIndex;
  readonly chunks: readonly Secret[];
}

/** A release as the Secrets that hold it; its index is written after the chunks. */
export async function storedForm(release: Release, namespace: string, storedAt: string): Promise<StoredForm> {
  const { slug, sequence, versionLabel } = release.metadata;
  const archive = await packRelease(release.files);
  const parts = Array.from({ length: Math.ceil(archive.length / chunkBytes) }, (_, number) => ({
    name: releaseChunkName(slug, sequence, number + 1),
    content: archive.subarray(number * chunkBytes, (number + 1) * chunkBytes),
  }));
  const index: ReleaseIndex = {
    schema: 1,
    slug,
    sequence,
    versionLabel,
    contentDigest: contentDigest(release.files),
    archive: { digest: sha256(archive), bytes: archive.length },
    chunks: parts.map(({ name, content }) => ({ name, digest: sha256(content), bytes: content.length })),
    storedAt,
    applied: [],
  };
  const chunks = parts.map(({ name, content }) =>
    recordSecret({ slug, namespace, name, kind: "release", type: releaseChunkType, data: { chunk: content } }),
  );
  return { index, chunks };
}

/** Puts the chunks together and reads the release. Faults: artefact-unreadable when any digest is wrong. */
export async function loadStoredArchive(index: ReleaseIndex, secrets: ReadonlyMap<string, Secret>): Promise<Release> {
  const what = `The stored release ${index.sequence} of ${index.slug}`;
  const holder = secrets.get(releaseIndexName(index.slug, index.sequence));
  const damaged = (reason: string): never => {
    throw holder === undefined ? new Error(`${what} has no index Secret`) : damagedRecord(holder, reason);
  };
  const parts = index.chunks.map(({ name, digest }) => {
    const secret = secrets.get(name);
    const content = secret === undefined ? undefined : dataOf(secret, "chunk");
    if (content === undefined) return damaged(`its part ${name} is missing`);
    return sha256(content) === digest ? content : damaged(`its part ${name} has another content than was stored`);
  });
  const archive = Buffer.concat(parts);
  if (sha256(archive) !== index.archive.digest) damaged("the archive has another content than was stored");
  return releaseFromEntries(await readArchive(archive), what);
}
