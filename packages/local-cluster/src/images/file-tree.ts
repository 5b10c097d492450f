/** One entry of a layer. `path` is absolute and normal: no trailing slash, no `.` or `..`. */
export type TreeEntry = TreeFile | TreeDirectory | TreeLink;

interface Placed {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}
export interface TreeFile extends Placed {
  readonly kind: "file";
  readonly content: FileContent;
}
export interface TreeDirectory extends Placed {
  readonly kind: "directory";
}
export interface TreeLink extends Placed {
  readonly kind: "link";
  readonly target: string;
}

/** Large files stay on disk until they are written. */
export type FileContent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "path"; readonly path: string; readonly size: number };

const root = { uid: 0, gid: 0 } as const;

export function fileEntry(path: string, content: FileContent, mode = 0o644): TreeFile {
  return { kind: "file", path: normalPath(path), content, mode, ...root };
}

export function directoryEntry(path: string, mode = 0o755, owner = 0): TreeDirectory {
  return { kind: "directory", path: normalPath(path), mode, uid: owner, gid: owner };
}

export function linkEntry(path: string, target: string): TreeLink {
  return { kind: "link", path: normalPath(path), target, mode: 0o777, ...root };
}

/**
 * The entries in the order in which they are written: sorted by path, each path once (the last one given counts), every
 * parent directory present and before what it holds. The same entries in any order give the same list.
 */
export function arrange(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const byPath = new Map<string, TreeEntry>();
  for (const entry of entries) byPath.set(entry.path, entry);
  // Parents that are added here are visited too, and find theirs present.
  for (const path of byPath.keys()) {
    for (const parent of parentsOf(path)) {
      if (!byPath.has(parent)) byPath.set(parent, directoryEntry(parent));
    }
  }
  return [...byPath.values()].filter(({ path }) => path !== "/").sort((a, b) => compare(a.path, b.path));
}

/** By code unit, never by the machine's locale; a directory sorts before what it holds. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

/** Throws a TypeError for a path that is not absolute or climbs: definitions are ours, so that is a bug. */
export function normalPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (!path.startsWith("/") || parts.includes("..")) throw new TypeError(`not an absolute path: ${path}`);
  return `/${parts.join("/")}`;
}
