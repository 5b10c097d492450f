import { createHash } from "node:crypto";

/** What a sample holds: a name per row, file or note ("entry 12", "file a.bin") with the SHA-256 of it. */
export type Content = ReadonlyMap<string, string>;

export interface ContentDifference {
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** Undefined when both are the same. */
export function compareContents(before: Content, after: Content): ContentDifference | undefined {
  const missing = [...before.keys()].filter((name) => !after.has(name));
  const added = [...after.keys()].filter((name) => !before.has(name));
  const changed = [...before].filter(([name, sha256]) => after.has(name) && after.get(name) !== sha256);
  if (missing.length + added.length + changed.length === 0) return undefined;
  return { missing, added, changed: changed.map(([name]) => name) };
}

export function sha256Of(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
