import type { Readable } from "node:stream";
import { extract } from "tar-stream";
import { Fault } from "@holdfast/domain";
import { damaged, isObject, type JsonObject } from "./json.ts";

/** One object in a backup's tarball. */
export interface ContentsEntry {
  /** Plural, with ".group" behind unless core: "pods", "deployments.apps". */
  readonly resource: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  /** Bytes of its JSON. */
  readonly size: number;
}

export interface ContentsLimits {
  /** One object; etcd holds 1.5 MiB, a CRD may be larger. */
  readonly objectBytes: number;
  /** What is read into memory in all. */
  readonly totalBytes: number;
}

const mebibyte = 1024 * 1024;
export const contentsLimits: ContentsLimits = { objectBytes: 16 * mebibyte, totalBytes: 256 * mebibyte };

export interface ContentsObject {
  readonly entry: ContentsEntry;
  readonly object: JsonObject;
}

/** Every object in the tarball once, by its path without a version. The stream is the unpacked one of `download`. */
export async function* listContents(stream: Readable): AsyncGenerator<ContentsEntry> {
  for await (const { entry } of walk(stream, () => false, contentsLimits)) yield entry;
}

/** The objects that `wanted` chooses, parsed, in the order of the backup. Above the limits it ends with a Fault. */
export async function* readContents(
  stream: Readable,
  wanted: (entry: ContentsEntry) => boolean,
  limits: ContentsLimits = contentsLimits,
): AsyncGenerator<ContentsObject> {
  for await (const { entry, bytes } of walk(stream, wanted, limits)) {
    if (bytes !== undefined) yield { entry, object: parseObject(entry, bytes) };
  }
}

async function* walk(stream: Readable, wanted: (entry: ContentsEntry) => boolean, limits: ContentsLimits) {
  const archive = extract();
  stream.on("error", (error) => archive.destroy(error));
  stream.pipe(archive);
  let total = 0;
  try {
    for await (const file of archive) {
      const entry = entryOf(file.header.name, file.header.size ?? 0);
      const bytes = entry !== undefined && wanted(entry) ? await collect(file, entry, limits.objectBytes) : undefined;
      if (bytes === undefined) file.resume();
      total += bytes?.length ?? 0;
      if (total > limits.totalBytes) throw tooLarge("The chosen objects", limits.totalBytes);
      if (entry !== undefined) yield { entry, bytes };
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw damaged("tarball", error instanceof Error ? error.message : String(error));
  } finally {
    stream.destroy();
  }
}

const entryPath = /^resources\/([^/]+)\/(?:namespaces\/([^/]+)|cluster)\/([^/]+)\.json$/;

/** Each object is in the archive twice; the path with a version has one more directory and does not match. */
function entryOf(path: string, size: number): ContentsEntry | undefined {
  const [, resource, namespace, name] = entryPath.exec(path) ?? [];
  if (resource === undefined || name === undefined) return undefined;
  return { resource, name, size, ...(namespace === undefined ? {} : { namespace }) };
}

async function collect(file: AsyncIterable<unknown>, entry: ContentsEntry, limit: number): Promise<Buffer> {
  if (entry.size > limit) throw tooLarge(`${entry.resource} ${entry.name}`, limit);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function parseObject(entry: ContentsEntry, bytes: Buffer): JsonObject {
  try {
    const object: unknown = JSON.parse(bytes.toString("utf8"));
    if (isObject(object)) return object;
  } catch {
    // Said below, without the content: it may be a Secret.
  }
  throw damaged("tarball", `${entry.resource} ${entry.namespace ?? ""}/${entry.name} is not a JSON object`);
}

function tooLarge(what: string, limit: number): Fault {
  return new Fault("artefact-unreadable", `${what} in the backup's tarball is larger than is read`, {
    reason: `the limit is ${limit / mebibyte} MiB`,
    remedy: "Restore it with Velero and look at it in the cluster",
  });
}
