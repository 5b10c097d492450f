import { Fault } from "@holdfast/domain";
import type { Judgement, Purpose } from "@holdfast/domain";
import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { veleroAnnotations } from "@holdfast/velero";
import { judgeVeleroHere, refuseBroken } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation, VeleroProblem } from "../velero/installation.ts";
import { nodeAgentPods, unlabelledProblem } from "../velero/node-agents.ts";
import { askServerStatus } from "../velero/server-status.ts";
import { hasNodeAgentLabel, isReady } from "../velero/workloads.ts";

/** A Velero that answers, and what is known of its versions; what is known to be broken was refused. */
export interface ReadyVelero extends VeleroInstallation {
  readonly judgements: readonly Judgement[];
}

/**
 * A Velero whose server answers. A tag such as "latest" tells no version; the server's own word always does. Faults:
 * velero-not-found, several-veleros, known-broken, velero-not-ready.
 */
export async function readyVelero(context: Context, purpose: Purpose = "read"): Promise<ReadyVelero> {
  const velero = await findVelero(context);
  const server = await askServerStatus(context, velero.namespace);
  const version = server === undefined ? {} : { version: server.version };
  const judgements = await judgeVeleroHere(context, velero, { purpose, ...version });
  refuseBroken(judgements, purpose === "read" ? ["plugin"] : []);
  if (server !== undefined) return { ...velero, ...(server.version === "" ? {} : version), judgements };
  const stopped = velero.problems.find((problem) => problem.code === "server-not-running");
  throw new Fault("velero-not-ready", "Velero's server does not answer.", {
    reason: stopped?.message ?? "It did not answer a status request within 10 seconds.",
    remedy:
      stopped?.remedy ??
      `Look at it with \`holdfast velero status\` and \`kubectl -n ${velero.namespace} logs deployment/${velero.deployment.name}\`.`,
    where: `Deployment ${velero.namespace}/${velero.deployment.name}`,
  });
}

interface PodWithVolumes extends KubernetesObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** Namespaces whose pods are about to be backed up, and whether volumes are taken unless a pod says otherwise. */
export interface VolumeScope {
  readonly namespaces: readonly string[];
  readonly allVolumes: boolean;
}

/** Faults: node-agent-missing, naming the nodes and the pods on them. */
export async function checkNodeAgents(
  context: Context,
  velero: VeleroInstallation,
  scopes: readonly VolumeScope[],
): Promise<void> {
  const found = await Promise.all(scopes.map((scope) => podsWithVolumes(context, scope)));
  const withVolumes = found.flat();
  if (withVolumes.length === 0) return;
  const agents = (await nodeAgentPods(context, velero)).filter(isReady);
  const unlabelled = unlabelledProblem(velero);
  const seen = unlabelled === undefined ? agents : agents.filter(({ metadata }) => hasNodeAgentLabel(metadata));
  const served = nodesOf(seen);
  const unserved = withVolumes.filter((pod) => !served.has(pod.spec.nodeName));
  if (unserved.length === 0) return;
  const hidden = nodesOf(agents);
  throw nodeAgentMissing(
    velero,
    unserved,
    unserved.some((pod) => hidden.has(pod.spec.nodeName)) ? unlabelled : undefined,
  );
}

function nodesOf(all: readonly PodWithVolumes[]): ReadonlySet<string | undefined> {
  return new Set(all.map((pod) => pod.spec.nodeName));
}

async function podsWithVolumes(context: Context, scope: VolumeScope): Promise<readonly PodWithVolumes[]> {
  const lists = await Promise.all(
    scope.namespaces.map((namespace) => context.kubernetes.listAll<PodWithVolumes>(pods, { namespace })),
  );
  return lists.flat().filter((pod) => pod.status?.phase === "Running" && takesVolumes(pod, scope.allVolumes));
}

function takesVolumes({ metadata }: PodWithVolumes, allVolumes: boolean): boolean {
  return allVolumes || (metadata.annotations?.[veleroAnnotations.backupVolumes] ?? "") !== "";
}

function nodeAgentMissing(
  { namespace, nodeAgent }: VeleroInstallation,
  unserved: readonly PodWithVolumes[],
  unlabelled: VeleroProblem | undefined,
): Fault {
  const nodes = [...new Set(unserved.map((pod) => pod.spec.nodeName ?? "(no node)"))];
  const names = unserved.map((pod) => `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`);
  const selector = nodeAgent.kind === "present" ? ` -l ${nodeAgent.selectors[0] ?? ""}` : "";
  const lost = `Volumes of these pods could not be backed up: ${names.join(", ")}`;
  return new Fault("node-agent-missing", `Velero's node agent does not run on ${nodes.join(", ")}.`, {
    reason: unlabelled === undefined ? `${lost}.` : `${lost}. Velero does not find it: ${unlabelled.message}.`,
    remedy:
      unlabelled?.remedy ??
      `See why with \`kubectl -n ${namespace} get pods${selector} -o wide\`; \`holdfast velero status\` names what is missing.`,
  });
}
