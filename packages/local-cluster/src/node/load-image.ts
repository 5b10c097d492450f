import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalClusterError } from "../error.ts";
import { clusterPaths, type ClusterPaths } from "./cluster-paths.ts";
import { requireRecord, writeWhole } from "./cluster-record.ts";
import { runInNode } from "./enter-node.ts";

/**
 * Loads an image archive (an OCI layout or Docker's format, as a tar file) into the node. Returns the references that it
 * holds. Loading it again is fine.
 */
export async function loadImage(name: string, tar: string): Promise<readonly string[]> {
  const paths = clusterPaths(name);
  await requireRecord(paths);
  const file = await stat(tar).catch(() => undefined);
  if (file?.isFile() !== true) {
    throw new LocalClusterError("invalid-argument", `There is no image archive ${tar}`, {
      remedy: "Give the path of a tar file that holds an OCI layout or the output of docker save",
    });
  }
  return importImage(paths, tar);
}

async function importImage(paths: ClusterPaths, tar: string): Promise<readonly string[]> {
  const said = await runInNode(paths, ["ctr", "-n", "k8s.io", "images", "import", "-"], createReadStream(tar));
  return [...said.matchAll(/^unpacking (\S+)/gm)].map((match) => match[1] ?? "");
}

/** Which archives were loaded: path → size and time of the file. */
type Loaded = Readonly<Record<string, string>>;

/** Loads those of the archives that were not loaded before, or were built anew since. */
export async function loadMissingImages(
  paths: ClusterPaths,
  tars: readonly string[],
  report: (line: string) => void,
): Promise<void> {
  let loaded = await readLoaded(paths);
  for (const [index, tar] of tars.entries()) {
    const { size, mtimeMs } = await stat(tar);
    const version = `${size} ${mtimeMs}`;
    if (loaded[tar] === version) continue;
    report(`Loading images into the node (${index + 1} of ${tars.length})`);
    await importImage(paths, tar);
    loaded = { ...loaded, [tar]: version };
    await writeWhole(paths.loadedImages, `${JSON.stringify(loaded, null, 2)}\n`);
  }
}

async function readLoaded(paths: ClusterPaths): Promise<Loaded> {
  const text = await readFile(paths.loadedImages, "utf8").catch(() => "{}");
  return JSON.parse(text) as Loaded;
}

/** Resolves when containerd answers; who waits for the whole node has the deadline. */
export async function untilContainerdAnswers(paths: ClusterPaths, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answered = await runInNode(paths, ["ctr", "version"]).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(200, undefined, { signal });
  }
}
