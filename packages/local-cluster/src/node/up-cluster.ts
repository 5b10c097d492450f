import { createHash } from "node:crypto";
import { mkdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LocalClusterError } from "../error.ts";
import { bootNode } from "./boot-node.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, type ClusterPaths } from "./cluster-paths.ts";
import { isRoot, readRecord, readRecords, requireRecord, writeRecord, type ClusterRecord } from "./cluster-record.ts";
import { withCommandLock } from "./command-lock.ts";
import { findKeeper } from "./keeper-record.ts";
import { findFreePort, requireFitMachine } from "./read-machine.ts";
import { checkKubernetesVersion, defaultKubernetesVersion, ensureNodeParts, type NodeParts } from "./node-parts.ts";
import { ensureNodePki } from "./node-pki.ts";

export interface UpOptions {
  readonly name?: string;
  /** For a new cluster; an existing one has its own. */
  readonly kubernetesVersion?: string;
  /** On 127.0.0.1. For a new cluster; by default the first free one from 16443, or from one that the state directory chooses. */
  readonly apiPort?: number;
  /** For a new cluster: no write waits for the disk, data may be lost with the machine. */
  readonly disposable?: boolean;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

export interface RunningCluster {
  readonly name: string;
  readonly kubeconfig: string;
  readonly server: string;
  readonly kubernetesVersion: string;
}

const firstApiPort = 16443;
const portsOfOthers = 4000;

/** Makes the cluster, or starts it, or repairs it: afterwards it runs, is Ready and has its add-ons. */
export async function upCluster(options: UpOptions): Promise<RunningCluster> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  // The cluster's record cannot even be read then; everything else that is missing is said in the same breath.
  if (!isRoot()) await requireFitMachine({ paths });
  return withCommandLock(paths, async () => {
    const existing = await readRecord(paths);
    if (existing !== undefined) refuseOtherDecisions(existing, options);
    const decidedPort = existing?.apiPort ?? options.apiPort;
    const runs = (await findKeeper(paths)) !== undefined;
    await requireFitMachine({ paths, ...(runs || decidedPort === undefined ? {} : { apiPort: decidedPort }) });
    const kubernetesVersion = existing?.kubernetesVersion ?? options.kubernetesVersion ?? defaultKubernetesVersion;
    const parts = await ensureNodeParts(checkKubernetesVersion(kubernetesVersion), options);
    const record: ClusterRecord = existing ?? {
      schema: 1,
      name: paths.name,
      kubernetesVersion,
      // Only now: building may have taken so long that a port which was free at first is another cluster's.
      apiPort: decidedPort ?? (await choosePort()),
      disposable: options.disposable ?? false,
      pauseImage: parts.images.pause,
    };
    if (existing === undefined) await writeRecord(paths, record);
    return runCluster({ paths, record, parts, options });
  });
}

/** Starts a cluster that exists. */
export async function startCluster(options: Pick<UpOptions, "name" | "signal" | "report">): Promise<RunningCluster> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  await requireRecord(paths);
  return upCluster(options);
}

/** Also free of clusters that are stopped: they come back to theirs. */
async function choosePort(): Promise<number> {
  const taken = (await readRecords()).map(({ apiPort }) => apiPort);
  return findFreePort(firstPortOf(process.env["HOLDFAST_STATE"]), taken);
}

/** Nothing is shared with the clusters of another state directory: two that come up at once must not meet on a port. */
export function firstPortOf(stateDirectory: string | undefined): number {
  if (stateDirectory === undefined) return firstApiPort;
  return (
    firstApiPort + 1 + (createHash("sha256").update(resolve(stateDirectory)).digest().readUInt16BE() % portsOfOthers)
  );
}

interface Run {
  readonly paths: ClusterPaths;
  readonly record: ClusterRecord;
  readonly parts: NodeParts;
  readonly options: Pick<UpOptions, "signal" | "report">;
}

async function runCluster({ paths, record, parts, options }: Run): Promise<RunningCluster> {
  const { apiPort } = record;
  await linkPrograms(paths, parts);
  await ensureNodePki(paths, apiPort);
  await bootNode({ paths, apiPort, parts, signal: options.signal, report: options.report });
  return {
    name: paths.name,
    kubeconfig: paths.kubeconfig,
    server: `https://127.0.0.1:${apiPort}`,
    kubernetesVersion: record.kubernetesVersion,
  };
}

/** What was asked for and would be silently ignored. */
function refuseOtherDecisions(existing: ClusterRecord, options: UpOptions): void {
  const asked = [
    ["--kubernetes-version", options.kubernetesVersion, existing.kubernetesVersion],
    ["--api-port", options.apiPort, existing.apiPort],
    ["--disposable", options.disposable, existing.disposable],
  ] as const;
  for (const [option, wanted, has] of asked) {
    if (wanted === undefined || wanted === has) continue;
    throw new LocalClusterError("conflict", `The cluster ${existing.name} exists with another ${option}`, {
      reason: `it has ${String(has)}, asked for was ${String(wanted)}; this is decided when a cluster is made`,
      remedy: `Leave ${option} out, take another --name, or remove the cluster with its data: holdfast cluster down --name ${existing.name}`,
    });
  }
}

/** Links to the programs, replaced one by one: a program that runs keeps its file. */
async function linkPrograms(paths: ClusterPaths, parts: NodeParts): Promise<void> {
  await mkdir(paths.programs, { recursive: true });
  for (const [name, file] of Object.entries(parts.programs)) {
    const link = join(paths.programs, name);
    if ((await readlink(link).catch(() => undefined)) === file) continue;
    await rm(`${link}.new`, { force: true });
    await symlink(file, `${link}.new`);
    await rename(`${link}.new`, link);
  }
}
