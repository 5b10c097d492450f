import { applyAddOns, addOnDeployments, type AddOnImages } from "./add-ons.ts";
import { LocalClusterError } from "../error.ts";
import { openClusterApi, type ClusterApi } from "./cluster-api.ts";
import { nodeName, type ClusterPaths } from "./cluster-paths.ts";
import { loadMissingImages, untilContainerdAnswers } from "./load-image.ts";
import { lastLines, logPath } from "./log-files.ts";
import type { NodeParts } from "./node-parts.ts";
import { askReport, type NodeReport } from "./node-socket.ts";
import {
  countStalePods,
  isAvailable,
  isNodeReady,
  type DeploymentObject,
  type NodeObject,
  type StartedPod,
} from "./readiness.ts";
import { ensureKeeper } from "./start-keeper.ts";
import type { ProgramStatus } from "./supervise.ts";
import { waitUntil, type Observation } from "./wait-until.ts";

export interface BootRequest {
  readonly paths: ClusterPaths;
  readonly apiPort: number;
  readonly parts: NodeParts;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

const apiServerDeadlineSeconds = 120;
const readyDeadlineSeconds = 300;

/** From whatever is there to a Ready node with its add-ons available. May be called again at any time. */
export async function bootNode(request: BootRequest): Promise<void> {
  const { paths, parts, signal, report } = request;
  report("Starting the node");
  await ensureKeeper(paths, request);
  const images = untilContainerdAnswers(paths, signal).then(() => loadMissingImages(paths, parts.archives, report));
  const api = await openClusterApi(paths, request.apiPort);
  try {
    await Promise.all([images, untilApiServerAnswers(request, api)]);
    report("Applying the add-ons");
    await applyAddOns(paths, api, parts.images satisfies AddOnImages);
    // Nothing waits for these images, so they are unpacked while the add-ons start.
    await Promise.all([untilReady(request, api), loadMissingImages(paths, parts.moreArchives, report)]);
  } finally {
    api.close();
  }
}

function untilApiServerAnswers(request: BootRequest, api: ClusterApi): Promise<void> {
  return waitUntil(
    async () => {
      await askHealthyNode(request.paths);
      if (await api.isReady()) return { kind: "reached", value: undefined };
      return { kind: "waiting", missing: "etcd and kube-apiserver are starting" };
    },
    {
      ...request,
      goal: "the API server",
      deadlineSeconds: apiServerDeadlineSeconds,
      where: logPath(request.paths, "kube-apiserver"),
    },
  );
}

function untilReady(request: BootRequest, api: ClusterApi): Promise<void> {
  const { paths } = request;
  return waitUntil(
    async (): Promise<Observation<void>> => {
      const node = await askHealthyNode(paths);
      if (node === undefined) return { kind: "waiting", missing: "the node's supervisor" };
      const missing = await findMissing(api, nodeName(paths), node.since).catch((error: unknown) => [String(error)]);
      if (missing.length === 0) return { kind: "reached", value: undefined };
      return { kind: "waiting", missing: missing.join(", ") };
    },
    {
      ...request,
      goal: "the node and its add-ons",
      deadlineSeconds: readyDeadlineSeconds,
      where: logPath(paths, "kubelet"),
    },
  );
}

async function findMissing(api: ClusterApi, node: string, since: number): Promise<readonly string[]> {
  const missing: string[] = [];
  if (!isNodeReady(await api.get<NodeObject>(`/api/v1/nodes/${node}`), since)) missing.push("the node");
  const pods = await api.get<{ readonly items: readonly StartedPod[] }>("/api/v1/pods");
  const stale = countStalePods(pods?.items ?? [], since);
  if (stale > 0) missing.push(`${stale} pods to be started again`);
  for (const { title, namespace, name } of addOnDeployments) {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
    if (!isAvailable(await api.get<DeploymentObject>(path))) missing.push(title);
  }
  return missing;
}

/** Programs fail once or twice on each other while all of them start; more often, and it will not get better. */
const toleratedRestarts = 4;

export function findBrokenProgram(programs: readonly ProgramStatus[]): ProgramStatus | undefined {
  return programs.find((program) => program.stage === "ended" && program.restarts >= toleratedRestarts);
}

/** Undefined when the node does not answer, which is no reason to give up: it may be starting again. */
async function askHealthyNode(paths: ClusterPaths): Promise<NodeReport | undefined> {
  const report = await askReport(paths.socket).catch(() => undefined);
  const broken = findBrokenProgram(report?.programs ?? []);
  if (broken?.stage !== "ended") return report;
  const where = logPath(paths, broken.name);
  throw new LocalClusterError("boot-failed", `${broken.name} of the cluster ${paths.name} ends again and again`, {
    reason: `${broken.outcome}\n${await lastLines(where, 8)}`,
    remedy: "Remove the cause that its log names; it is started again meanwhile",
    where,
  });
}
