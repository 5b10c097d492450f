import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault, releaseLimits, tooLarge, tooMany } from "@holdfast/domain";
import type { ReleaseEntry } from "@holdfast/domain";
import { extract } from "tar-stream";
import type { Header } from "tar-stream";

/** The largest archive that is looked at: what cannot be compressed is not larger packed than unpacked. */
export const largestArchiveBytes = releaseLimits.unpackedBytes + 1024 * 1024;
/** Headers and padding of a tar add to its files; more than this is no release. */
const largestTarBytes = releaseLimits.unpackedBytes * 2;

/**
 * Reads a gzip-compressed tar in memory; nothing is written to disk. Stops as soon as a limit is passed, so a bomb
 * costs no more than the limit. Faults: invalid-release.
 */
export async function readArchive(archive: Uint8Array): Promise<readonly ReleaseEntry[]> {
  if (archive.length > largestArchiveBytes) throw refused(tooLarge);
  try {
    return await readTar(await unpack(archive));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw refused(
      `It is not a gzip-compressed tar archive: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

async function unpack(archive: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of Readable.from([Buffer.from(archive)]).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > releaseLimits.ratioFreeBytes && bytes > archive.length * releaseLimits.compressionRatio) {
      throw refused(`It unpacks to more than ${releaseLimits.compressionRatio} times its size.`);
    }
    if (bytes > largestTarBytes) throw refused(tooLarge);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readTar(content: Buffer): Promise<readonly ReleaseEntry[]> {
  const tar = extract();
  tar.end(content);
  const entries: ReleaseEntry[] = [];
  let bytes = 0;
  for await (const source of tar) {
    if (entries.length >= releaseLimits.files * 2) throw refused(tooMany);
    const chunks: Buffer[] = [];
    for await (const chunk of source as AsyncIterable<Buffer>) chunks.push(chunk);
    const file = Buffer.concat(chunks);
    bytes += file.length;
    if (bytes > releaseLimits.unpackedBytes) throw refused(tooLarge);
    entries.push(entryOf(source.header, file));
  }
  return entries;
}

function entryOf(header: Header, content: Buffer): ReleaseEntry {
  const path = header.name;
  switch (header.type) {
    case "file":
    case "contiguous-file":
      return { kind: "file", path, content };
    case "directory":
      return { kind: "directory", path };
    case "link":
    case "symlink":
      return { kind: "link", path, target: header.linkname };
    case "character-device":
    case "block-device":
    case "fifo":
      return { kind: "special", path, description: `a ${header.type.replace("-", " ")}` };
  }
  return { kind: "special", path, description: "of a type that is not known" };
}

function refused(reason: string): Fault {
  return new Fault("invalid-release", "The release archive is refused.", {
    reason,
    remedy: "Ask the vendor for an archive made with `holdfast vendor release pack`.",
  });
}
