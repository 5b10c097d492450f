import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** How many builds of one image are kept: those of a few branches or checkouts that are worked on in turn. */
const kept = 3;

interface StoredBuild {
  /** Without the ending. */
  readonly base: string;
  readonly changedAt: number;
}

/** Which builds of one image go: all but the newest ones. */
function chooseOldBuilds(builds: readonly StoredBuild[], keep = kept): readonly StoredBuild[] {
  return [...builds].sort((a, b) => b.changedAt - a.changedAt).slice(keep);
}

/** Removes older builds of the image whose files begin with `prefix` and a key. */
export async function removeOldBuilds(directory: string, prefix: string): Promise<void> {
  const builds: StoredBuild[] = [];
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${prefix}-`) || !/^[0-9a-f]{16}\.tar$/.test(name.slice(prefix.length + 1))) continue;
    const base = join(directory, name.slice(0, -".tar".length));
    const found = await stat(`${base}.tar`).catch(() => undefined);
    if (found !== undefined) builds.push({ base, changedAt: found.mtimeMs });
  }
  for (const { base } of chooseOldBuilds(builds)) {
    // The note first: without it nobody takes the rest for an image.
    for (const ending of ["json", "tar", "tar.lock"]) await rm(`${base}.${ending}`, { force: true });
  }
}
