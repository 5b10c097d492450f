import type { ReleaseEntry } from "./entry.ts";
import { releaseLimits } from "./entry.ts";
import type { ReleaseProblem } from "./problem.ts";

/** Why a path cannot stand in a release; undefined when it can. `./` in front and `/` at the end are fine. */
export function refusePath(path: string): string | undefined {
  const plain = plainPath(path);
  if (plain === "") return undefined;
  if (path.length > releaseLimits.pathLength) return `the path is longer than ${releaseLimits.pathLength} characters`;
  if (path.startsWith("/") || /^[A-Za-z]:/u.test(path)) return "the path is absolute";
  if (plain.split("/").includes("..")) return "the path climbs out of the release";
  if (path.includes("\\")) return "the path has a backslash";
  if (hasControlCharacter(path)) return "the path has a control character";
  return plain.split("/").some((part) => part === "" || part === ".") ? "the path is not in its plain form" : undefined;
}

/** The path by which a file is known: without `./` in front and `/` at the end. */
export function plainPath(path: string): string {
  return path
    .replace(/^(?:\.\/)+/u, "")
    .replace(/\/$/u, "")
    .replace(/^\.$/u, "");
}

function hasControlCharacter(path: string): boolean {
  return /\p{Cc}/u.test(path);
}

export type EntriesReading =
  | { readonly kind: "read"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** Paths, links, sizes and counts. Files come out sorted by path. */
export function checkEntries(entries: readonly ReleaseEntry[]): EntriesReading {
  const problems = entries.flatMap(problemsOfEntry);
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const entry of entries) {
    if (entry.kind !== "file") continue;
    const path = plainPath(entry.path);
    if (files.has(path)) problems.push(problem(path, "the file is in the archive twice"));
    files.set(path, entry.content);
    bytes += entry.content.length;
  }
  if (bytes > releaseLimits.unpackedBytes) problems.push(problem(".", tooLarge));
  if (files.size > releaseLimits.files) problems.push(problem(".", tooMany));
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "read", files: new Map([...files].sort(([left], [right]) => compareText(left, right))) };
}

export const tooLarge = `the release is larger than ${releaseLimits.unpackedBytes / 1024 / 1024} MiB unpacked`;
export const tooMany = `the release has more than ${releaseLimits.files} files`;

/** By code units: the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function problemsOfEntry(entry: ReleaseEntry): readonly ReleaseProblem[] {
  const refusal = refusePath(entry.path);
  const byPath = refusal === undefined ? [] : [problem(entry.path, refusal)];
  switch (entry.kind) {
    case "file":
    case "directory":
      return byPath;
    case "link":
      return [...byPath, problem(entry.path, `is a link (to ${entry.target}); a release has files and folders only`)];
    case "special":
      return [...byPath, problem(entry.path, `is ${entry.description}; a release has files and folders only`)];
  }
}

function problem(file: string, message: string): ReleaseProblem {
  return { code: "invalid-release", file: JSON.stringify(file).slice(1, -1), message };
}
