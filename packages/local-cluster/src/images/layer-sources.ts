import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ensurePrograms, type EnsureProgramsOptions } from "../programs/ensure.ts";
import type { DirectoryLayer, InlineEntry, LayerSource } from "./definition.ts";
import { debianTree } from "./debian-tree.ts";
import { directoryEntry, fileEntry, linkEntry, type TreeEntry, type TreeFile } from "./file-tree.ts";

/** Everything a layer holds, in no particular order. Downloads and builds what is missing. */
export async function readLayer(layer: LayerSource, options: EnsureProgramsOptions): Promise<readonly TreeEntry[]> {
  switch (layer.kind) {
    case "programs": {
      const paths = await ensurePrograms(Object.values(layer.files), options);
      const files = Object.entries(layer.files).map(async ([target, name]) => fileOf(target, paths[name]));
      return Promise.all(files);
    }
    case "debian":
      return debianTree(layer);
    case "inline":
      return Object.entries(layer.entries).map(([path, entry]) => inlineEntry(path, entry));
    case "directory":
      return directoryTree(layer);
    case "files":
      return Promise.all(Object.entries(layer.files).map(([target, source]) => fileOf(target, source)));
    case "certificate-bundle":
      return certificateBundle();
  }
}

/**
 * What a layer is known by without being made. Programs are named by what they are built from; files of this machine
 * by content, large ones by size and time of change.
 */
export async function layerKey(layer: LayerSource, programPaths: Readonly<Record<string, string>>): Promise<unknown> {
  switch (layer.kind) {
    case "programs":
      return [layer, Object.values(layer.files).map((name) => programPaths[name])];
    case "debian":
    case "inline":
    case "certificate-bundle":
      return layer;
    case "directory":
      return [layer.target, await Promise.all((await directoryTree(layer)).map(entryKey))];
    case "files":
      return Promise.all(
        Object.entries(layer.files).map(async ([target, source]) => entryKey(await fileOf(target, source))),
      );
  }
}

const largeBytes = 16 * 1024 ** 2;

async function entryKey(entry: TreeEntry): Promise<unknown> {
  if (entry.kind !== "file" || entry.content.kind !== "path") return entry;
  const { path, mode, content } = entry;
  if (content.size > largeBytes) return [path, mode, content.size, (await stat(content.path)).mtimeMs];
  const digest = createHash("sha256").update(await readFile(content.path));
  return [path, mode, digest.digest("hex")];
}

async function fileOf(target: string, source: string): Promise<TreeFile> {
  const { size, mode } = await stat(source);
  // Only whether it can be executed is taken over: the rest is this machine's umask.
  return fileEntry(target, { kind: "path", path: source, size }, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

async function directoryTree(layer: DirectoryLayer): Promise<readonly TreeEntry[]> {
  const names = await readdir(layer.source, { withFileTypes: true });
  const entries: TreeEntry[] = [directoryEntry(layer.target)];
  for (const name of names) {
    const source = join(layer.source, name.name);
    const target = `${layer.target}/${name.name}`;
    if (name.isDirectory()) entries.push(...(await directoryTree({ kind: "directory", source, target })));
    else entries.push(await fileOf(target, source));
  }
  return entries;
}

function inlineEntry(path: string, entry: InlineEntry): TreeEntry {
  switch (entry.kind) {
    case "text":
      return fileEntry(path, { kind: "bytes", bytes: Buffer.from(entry.text) }, entry.mode);
    case "directory":
      return directoryEntry(path, entry.mode, entry.owner);
    case "link":
      return linkEntry(path, entry.target);
  }
}

/** As Debian's update-ca-certificates does it: every certificate the package ships, one after the other. */
async function certificateBundle(): Promise<readonly TreeEntry[]> {
  const shipped = await debianTree({ kind: "debian", packages: ["ca-certificates"], dependencies: "none" });
  const certificates = shipped
    .filter(({ path }) => path.startsWith("/usr/share/ca-certificates/") && path.endsWith(".crt"))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((entry) => (entry.kind === "file" && entry.content.kind === "bytes" ? entry.content.bytes : new Uint8Array()));
  const bytes = Buffer.concat(certificates);
  return [fileEntry("/etc/ssl/certs/ca-certificates.crt", { kind: "bytes", bytes })];
}
