import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { LocalClusterError } from "../error.ts";
import { clusterPaths, clustersDirectory, type ClusterPaths } from "./cluster-paths.ts";

/** What was decided when the cluster was made. It does not change: printed kubeconfigs and stored data depend on it. */
export interface ClusterRecord {
  readonly schema: 1;
  readonly name: string;
  /** Without "v". */
  readonly kubernetesVersion: string;
  /** On 127.0.0.1 of the host. */
  readonly apiPort: number;
  /** Data may be lost with the machine: for tests. */
  readonly disposable: boolean;
  readonly pauseImage: string;
}

/** Undefined when there is no cluster of that name, or one whose making ended before anything was decided. */
export async function readRecord(paths: ClusterPaths): Promise<ClusterRecord | undefined> {
  let text: string;
  try {
    text = await readFile(paths.record, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw code === "EACCES" ? needsRoot() : error;
  }
  const record = JSON.parse(text) as ClusterRecord;
  if (record.schema === 1) return record;
  throw new LocalClusterError("conflict", `The cluster ${paths.name} was made by another version of Holdfast`, {
    reason: `its record has schema ${String(record.schema)}, this program knows 1`,
    remedy: `Use the version that made it, or remove it with its data: holdfast cluster down --name ${paths.name}`,
    where: paths.record,
  });
}

/** Namespaces, mounts and cgroups are root's alone; so is the state, which holds keys. */
export function needsRoot(): LocalClusterError {
  return new LocalClusterError("machine-unfit", "Local clusters belong to root, and this user is not root", {
    remedy: "Run the command with sudo, or as root",
  });
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export async function requireRecord(paths: ClusterPaths): Promise<ClusterRecord> {
  const record = await readRecord(paths);
  if (record !== undefined) return record;
  throw new LocalClusterError("cluster-not-found", `There is no cluster ${paths.name} on this machine`, {
    remedy: `holdfast cluster list shows what there is; holdfast cluster up --name ${paths.name} makes it`,
    where: paths.state,
  });
}

export async function writeRecord(paths: ClusterPaths, record: ClusterRecord): Promise<void> {
  await mkdir(paths.state, { recursive: true, mode: 0o700 });
  await writeWhole(paths.record, `${JSON.stringify(record, null, 2)}\n`);
}

/** Of every cluster of this state directory, by name. */
export async function readRecords(): Promise<readonly ClusterRecord[]> {
  let names: readonly string[];
  try {
    names = await readdir(clustersDirectory());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw code === "EACCES" ? needsRoot() : error;
  }
  const records = await Promise.all(names.map((name) => readRecord(clusterPaths(name))));
  return records.filter((record) => record !== undefined).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Either the old content or the new one is there, whenever the writer dies. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
