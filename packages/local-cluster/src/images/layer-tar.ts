import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { pack, type Header, type Pack } from "tar-stream";
import type { TreeEntry } from "./file-tree.ts";

export interface LayerDigest {
  /** `sha256:…` of the tar, which is not compressed: so it does not depend on anybody's compressor. */
  readonly digest: string;
  readonly size: number;
}

type HeaderFields = Partial<Header> & Pick<Header, "name">;

/** Nothing of the machine that builds it is in a layer: not the time, not the names of users. */
const fixedTime = new Date(0);

/** The tar of entries that `arrange` has put in order. May be called again: it gives the same bytes. */
export function layerTar(entries: readonly TreeEntry[]): Pack {
  const tar = pack();
  write(tar, entries).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return tar;
}

export async function digestLayer(entries: readonly TreeEntry[]): Promise<LayerDigest> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of layerTar(entries) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function write(tar: Pack, entries: readonly TreeEntry[]): Promise<void> {
  for (const entry of entries) {
    const content = entry.kind === "file" ? entry.content : undefined;
    if (content?.kind === "path") {
      await pipeline(createReadStream(content.path), tar.entry({ ...header(entry), size: content.size }));
    } else {
      await writeWhole(tar, header(entry), content?.bytes);
    }
  }
}

function writeWhole(tar: Pack, headers: HeaderFields, bytes: Uint8Array | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    if (bytes === undefined) tar.entry(headers, done);
    else tar.entry({ ...headers, size: bytes.length }, bytes, done);
  });
}

function header(entry: TreeEntry): HeaderFields {
  const { mode, uid, gid } = entry;
  const common = { name: entry.path.slice(1), mode, uid, gid, mtime: fixedTime };
  switch (entry.kind) {
    case "file":
      return { ...common, type: "file" };
    case "directory":
      return { ...common, name: `${common.name}/`, type: "directory" };
    case "link":
      return { ...common, type: "symlink", linkname: entry.target };
  }
}
