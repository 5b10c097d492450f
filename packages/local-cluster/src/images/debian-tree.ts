import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { extract, type Header } from "tar-stream";
import type { DebianLayer } from "./definition.ts";
import { downloadPackages } from "./debian-packages.ts";
import { linkEntry, normalPath, type FileContent, type TreeEntry } from "./file-tree.ts";

const neverWanted = ["/usr/share/man", "/usr/share/info", "/usr/share/locale", "/usr/share/lintian", "/usr/share/bug"];

/** Debian's packages still name the old places; the links to the new ones belong to a package that is a script. */
const mergedFolders = ["/bin", "/sbin", "/lib", "/lib64"] as const;

export async function debianTree(layer: DebianLayer): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = mergedFolders.map((path) => linkEntry(path, `usr${path}`));
  for (const path of await downloadPackages(layer)) entries.push(...(await readPackage(path)));
  return entries.filter(({ path }) => isWanted(path, layer.leaveOut ?? []));
}

/** Licences stay with what they license. */
export function isWanted(path: string, leaveOut: readonly string[]): boolean {
  if (path.startsWith("/usr/share/doc/")) return path.endsWith("/copyright");
  return ![...neverWanted, ...leaveOut].some((unwanted) => path === unwanted || path.startsWith(`${unwanted}/`));
}

export function mergedPath(path: string): string {
  const normal = normalPath(path.replace(/^\.?\/?/, "/"));
  const old = mergedFolders.find((folder) => normal === folder || normal.startsWith(`${folder}/`));
  return old === undefined ? normal : `/usr${normal}`;
}

async function readPackage(path: string): Promise<readonly TreeEntry[]> {
  const child = spawn("dpkg-deb", ["--fsys-tarfile", path], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const reader = extract();
  child.stdout.pipe(reader);
  const entries: TreeEntry[] = [];
  for await (const entry of reader) {
    const bytes = await buffer(entry);
    entries.push(...treeEntry(entry.header, bytes, entries));
  }
  const code = await ended;
  if (code !== 0) throw new Error(`dpkg-deb could not read ${path}: exit code ${code}`);
  return entries;
}

function treeEntry(header: Header, bytes: Uint8Array, before: readonly TreeEntry[]): readonly TreeEntry[] {
  const path = mergedPath(header.name);
  const { mode, uid, gid } = header;
  const placed = { path, mode, uid, gid };
  switch (header.type) {
    case "directory":
      return isRootFolder(path) ? [] : [{ ...placed, kind: "directory" }];
    case "symlink":
      return [{ ...placed, kind: "link", target: header.linkname }];
    case "link":
      return [{ ...placed, kind: "file", content: contentOf(mergedPath(header.linkname), before) }];
    case "file":
    case "contiguous-file":
      return [{ ...placed, kind: "file", content: { kind: "bytes", bytes } }];
    case "character-device":
    case "block-device":
    case "fifo":
      return [];
  }
}

function isRootFolder(path: string): boolean {
  return path === "/" || mergedFolders.some((folder) => path === `/usr${folder}`);
}

/** A hard link in a package becomes a file of its own: layers are compared by content, and links are rare. */
function contentOf(path: string, before: readonly TreeEntry[]): FileContent {
  const found = before.find((entry) => entry.path === path);
  return found?.kind === "file" ? found.content : { kind: "bytes", bytes: new Uint8Array() };
}
