import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";
import type { ImageDefinition } from "./definition.ts";
import type { TreeEntry } from "./file-tree.ts";
import { digestLayer, layerTar, type LayerDigest } from "./layer-tar.ts";

/** A layer's entries, arranged. */
export type LayerEntries = readonly TreeEntry[];

export interface WrittenArchive {
  /** Of the manifest: what container runtimes call the image's digest. */
  readonly digest: string;
}

interface Blob {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** Writes an OCI image layout as one tar, as `ctr images import` and `skopeo` read it. */
export async function writeOciArchive(
  path: string,
  definition: ImageDefinition,
  layers: readonly LayerEntries[],
): Promise<WrittenArchive> {
  const digests: LayerDigest[] = [];
  for (const layer of layers) digests.push(await digestLayer(layer));
  const config = blob(imageConfig(definition, digests));
  const manifest = blob(imageManifest(config, digests));
  const archive = pack();
  const writing = pipeline(archive, createWriteStream(path));
  try {
    await addSmall(archive, "oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
    await addSmall(archive, "index.json", Buffer.from(JSON.stringify(imageIndex(definition, manifest))));
    await addSmall(archive, blobPath(config.digest), config.bytes);
    await addSmall(archive, blobPath(manifest.digest), manifest.bytes);
    await addLayers(archive, layers, digests);
    archive.finalize();
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  }
  await writing;
  return { digest: manifest.digest };
}

async function addLayers(
  archive: Pack,
  layers: readonly LayerEntries[],
  digests: readonly LayerDigest[],
): Promise<void> {
  const added = new Set<string>();
  for (const [index, layer] of layers.entries()) {
    const written = digests[index];
    if (written === undefined || added.has(written.digest)) continue;
    added.add(written.digest);
    const entry = archive.entry({ ...fixed, name: blobPath(written.digest), size: written.size });
    await pipeline(layerTar(layer), entry);
  }
}

function addSmall(archive: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ ...fixed, name, size: bytes.length }, bytes, (error) => (error ? reject(error) : resolve()));
  });
}

const fixed = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) } as const;

const platform = { architecture: process.arch === "x64" ? "amd64" : process.arch, os: "linux" } as const;

function imageConfig(definition: ImageDefinition, digests: readonly LayerDigest[]): object {
  const { entrypoint, command, user, environment, workingDirectory, labels } = definition;
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const variables = Object.entries({ PATH: path, ...environment });
  return {
    created: "1970-01-01T00:00:00Z",
    ...platform,
    config: {
      Entrypoint: entrypoint,
      ...(command === undefined ? {} : { Cmd: command }),
      ...(user === undefined ? {} : { User: user }),
      Env: variables.map(([name, value]) => `${name}=${value}`),
      ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
      ...(labels === undefined ? {} : { Labels: labels }),
    },
    rootfs: { type: "layers", diff_ids: digests.map(({ digest }) => digest) },
  };
}

function imageManifest(config: Blob, digests: readonly LayerDigest[]): object {
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: config.digest,
      size: config.bytes.length,
    },
    layers: digests.map(({ digest, size }) => ({ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size })),
  };
}

function imageIndex(definition: ImageDefinition, manifest: Blob): object {
  const tag = definition.name.slice(definition.name.lastIndexOf(":") + 1);
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest: manifest.digest,
        size: manifest.bytes.length,
        platform,
        annotations: { "io.containerd.image.name": definition.name, "org.opencontainers.image.ref.name": tag },
      },
    ],
  };
}

function blob(value: object): Blob {
  const bytes = Buffer.from(JSON.stringify(value));
  return { bytes, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digest.slice("sha256:".length)}`;
}
