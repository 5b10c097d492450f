import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { nodeAddress, podNetwork } from "./addresses.ts";
import { memoryInUse, readCgroupLayout } from "./cgroups.ts";
import { openClusterApi, type ClusterApi } from "./cluster-api.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, nodeName, type ClusterPaths } from "./cluster-paths.ts";
import { readRecords, requireRecord, type ClusterRecord } from "./cluster-record.ts";
import { findNodeProcess } from "./keeper-record.ts";
import { askReport } from "./node-socket.ts";
import { findPodsNotRunning, type PodNotRunning } from "./pods-not-running.ts";
import { isNodeReady, type NodeObject } from "./readiness.ts";
import type { ProgramStatus } from "./supervise.ts";
import { serviceNetwork } from "../control-plane/arguments.ts";

interface ClusterFacts {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly disposable: boolean;
  /** On the host. */
  readonly server: string;
  readonly state: string;
}

/** One line of the list. */
export type ClusterSummary = ClusterFacts & { readonly stage: "running" | "stopped" };

export type ClusterStatus =
  | (ClusterFacts & { readonly stage: "stopped"; readonly diskBytes: number })
  | (ClusterFacts & {
      readonly stage: "running";
      readonly diskBytes: number;
      /** Absent when the machine does not count it. */
      readonly memoryBytes?: number;
      readonly programs: readonly ProgramStatus[];
      readonly node: NodeView;
      readonly addresses: { readonly node: string; readonly pods: string; readonly services: string };
    });

export type NodeView =
  | {
      readonly kind: "seen";
      readonly name: string;
      readonly ready: boolean;
      readonly podsNotRunning: readonly PodNotRunning[];
    }
  /** The API server does not answer. */
  | { readonly kind: "unseen"; readonly reason: string };

/** Every cluster of this state directory, by name. */
export async function listClusters(): Promise<readonly ClusterSummary[]> {
  const clusters: ClusterSummary[] = [];
  for (const record of await readRecords()) {
    const paths = clusterPaths(record.name);
    const runs = (await findNodeProcess(paths)) !== undefined;
    clusters.push({ ...factsOf(paths, record), stage: runs ? "running" : "stopped" });
  }
  return clusters;
}

export async function clusterStatus(name: string = defaultClusterName): Promise<ClusterStatus> {
  const paths = clusterPaths(name);
  const record = await requireRecord(paths);
  const facts = { ...factsOf(paths, record), diskBytes: await directoryBytes(paths.state) };
  if ((await findNodeProcess(paths)) === undefined) return { ...facts, stage: "stopped" };
  const layout = await readCgroupLayout();
  const memoryBytes = layout === undefined ? undefined : await memoryInUse(layout, paths.id);
  return {
    ...facts,
    stage: "running",
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    programs: await askReport(paths.socket).then(
      ({ programs }) => programs,
      () => [],
    ),
    node: await viewNode(paths, record),
    addresses: { node: nodeAddress, pods: podNetwork, services: serviceNetwork },
  };
}

function factsOf(paths: ClusterPaths, record: ClusterRecord): ClusterFacts {
  const { kubernetesVersion, disposable, apiPort } = record;
  return {
    name: paths.name,
    kubernetesVersion,
    disposable,
    server: `https://127.0.0.1:${apiPort}`,
    state: paths.state,
  };
}

async function viewNode(paths: ClusterPaths, record: ClusterRecord): Promise<NodeView> {
  const api = await openClusterApi(paths, record.apiPort);
  try {
    return await readNode(api, nodeName(paths));
  } catch (error) {
    return { kind: "unseen", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    api.close();
  }
}

async function readNode(api: ClusterApi, name: string): Promise<NodeView> {
  const node = await api.get<NodeObject>(`/api/v1/nodes/${name}`);
  const pods = await api.get<Parameters<typeof findPodsNotRunning>[0]>("/api/v1/pods");
  return { kind: "seen", name, ready: isNodeReady(node), podsNotRunning: findPodsNotRunning(pods ?? { items: [] }) };
}

/** Disk that the directory takes, as `du` counts it: files of many holes and links are counted right. */
async function directoryBytes(path: string): Promise<number> {
  // Files come and go while it counts: it then says so and counts on.
  const counted = await promisify(execFile)("du", ["-sxk", path]).catch(
    (error: unknown) => error as { stdout?: string },
  );
  return Number.parseInt(counted.stdout ?? "", 10) * 1024;
}
