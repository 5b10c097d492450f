import { applyAddOns, addOnDeployments, type AddOnImages } from "./add-ons.ts";
import { LocalClusterError } from "../error.ts";
import { openClusterApi, type ClusterApi } from "./cluster-api.ts";
import { nodeName, type ClusterPaths } from "./cluster-paths.ts";
import { loadMissingImages, untilContainerdAnswers } from "./load-image.ts";
import { lastLines, logPath } from "./log-files.ts";
import type { NodeParts } from "./node-parts.ts";
import { askPrograms } from "./node-socket.ts";
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
      await failOnBrokenProgram(request.paths);
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
      await failOnBrokenProgram(paths);
      const missing = await findMissing(api, nodeName(paths)).catch((error: unknown) => [String(error)]);
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

interface NodeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface DeploymentObject {
  readonly metadata: { readonly generation?: number };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: number; readonly availableReplicas?: number };
}

async function findMissing(api: ClusterApi, node: string): Promise<readonly string[]> {
  const missing: string[] = [];
  if (!isNodeReady(await api.get<NodeObject>(`/api/v1/nodes/${node}`))) missing.push("the node");
  for (const { title, namespace, name } of addOnDeployments) {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
    if (!isAvailable(await api.get<DeploymentObject>(path))) missing.push(title);
  }
  return missing;
}

export function isNodeReady(node: NodeObject | undefined): boolean {
  return node?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/** What is counted must be of the newest generation: the numbers of an older one say nothing. */
export function isAvailable(deployment: DeploymentObject | undefined): boolean {
  if (deployment === undefined) return false;
  const { metadata, spec, status } = deployment;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  return (status?.availableReplicas ?? 0) >= (spec.replicas ?? 1);
}

/** Programs fail once or twice on each other while all of them start; more often, and it will not get better. */
const toleratedRestarts = 4;

export function findBrokenProgram(programs: readonly ProgramStatus[]): ProgramStatus | undefined {
  return programs.find((program) => program.stage === "ended" && program.restarts >= toleratedRestarts);
}

async function failOnBrokenProgram(paths: ClusterPaths): Promise<void> {
  const programs = await askPrograms(paths.socket).catch(() => []);
  const broken = findBrokenProgram(programs);
  if (broken?.stage !== "ended") return;
  const where = logPath(paths, broken.name);
  throw new LocalClusterError("boot-failed", `${broken.name} of the cluster ${paths.name} ends again and again`, {
    reason: `${broken.outcome}\n${await lastLines(where, 8)}`,
    remedy: "Remove the cause that its log names; it is started again meanwhile",
    where,
  });
}
