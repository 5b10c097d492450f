import { lstat, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { Fault, releaseLimits, tooLarge, tooMany } from "@holdfast/domain";
import type { ReleaseEntry } from "@holdfast/domain";

/** Reads a release directory; links are reported and never followed. Faults: invalid-release when a limit is passed. */
export async function readDirectory(directory: string): Promise<readonly ReleaseEntry[]> {
  const entries: ReleaseEntry[] = [];
  let bytes = 0;
  const pending = [""];
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    for (const name of (await readdir(join(directory, folder))).sort()) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (entries.length >= releaseLimits.files * 2) throw refused(directory, tooMany);
      const facts = await lstat(join(directory, path));
      bytes += facts.isFile() ? facts.size : 0;
      if (bytes > releaseLimits.unpackedBytes) throw refused(directory, tooLarge);
      if (facts.isDirectory()) pending.push(path);
      entries.push(await readEntry(directory, path, facts));
    }
  }
  return entries;
}

interface FileFacts {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

async function readEntry(directory: string, path: string, facts: FileFacts): Promise<ReleaseEntry> {
  const full = join(directory, path);
  if (facts.isFile()) return { kind: "file", path, content: await readFile(full) };
  if (facts.isDirectory()) return { kind: "directory", path };
  if (facts.isSymbolicLink()) return { kind: "link", path, target: await readlink(full) };
  return { kind: "special", path, description: "a device, socket or pipe" };
}

function refused(directory: string, reason: string): Fault {
  return new Fault("invalid-release", "The release directory is refused.", {
    reason,
    remedy: "Give the folder that holds holdfast.yaml and nothing but the release.",
    where: directory,
  });
}
