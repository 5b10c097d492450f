import { readFile, stat } from "node:fs/promises";
import { Fault, faultOfProblems, parseRelease } from "@holdfast/domain";
import type { Release, ReleaseEntry } from "@holdfast/domain";
import { codecs } from "./codecs.ts";
import { largestArchiveBytes, readArchive } from "./read-archive.ts";
import { readDirectory } from "./read-directory.ts";

/** Reads a release from a directory or a .tgz. Faults: invalid-argument, invalid-release, unsupported-manifest, template-error. */
export async function loadRelease(path: string): Promise<Release> {
  return releaseFromEntries(await readEntries(path), `The release ${path}`);
}

/** `what` begins the sentence of a refusal. */
export function releaseFromEntries(entries: readonly ReleaseEntry[], what: string): Release {
  const parsing = parseRelease(entries, codecs);
  if (parsing.kind === "refused") throw faultOfProblems(parsing.problems, what);
  return parsing.release;
}

/** Faults: invalid-argument, invalid-release. */
export async function readEntries(path: string): Promise<readonly ReleaseEntry[]> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return await readDirectory(path);
    if (facts.size > largestArchiveBytes) throw tooLargeArchive(path);
    return await readArchive(await readFile(path));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("invalid-argument", `The release ${path} cannot be read.`, {
      reason: error instanceof Error ? error.message : String(error),
      remedy: "Give the path of a release directory or of a .tgz file.",
      cause: error,
    });
  }
}

function tooLargeArchive(path: string): Fault {
  return new Fault("invalid-release", "The release archive is refused.", {
    reason: `It is larger than ${Math.round(largestArchiveBytes / 1024 / 1024)} MiB.`,
    remedy: "Ask the vendor for an archive made with `holdfast vendor release pack`.",
    where: path,
  });
}
