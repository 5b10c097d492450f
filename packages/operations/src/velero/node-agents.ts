import { isApiError, nodes, pods } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { VeleroInstallation, VeleroProblem } from "./installation.ts";
import { hasNodeAgentLabel, isReady, whyNotRunning, type Node, type Pod } from "./workloads.ts";

export interface NodeAgentOnNode {
  readonly node: string;
  readonly state: "ready" | "not-ready" | "absent" | "not-wanted";
  readonly reason?: string;
}

/**
 * The pods of this Velero's node agents, by what their DaemonSets select: the label `role=node-agent`, by which Velero
 * itself looks for them since 1.16, was not set by installers before.
 */
export async function nodeAgentPods(
  { kubernetes }: Pick<Context, "kubernetes">,
  { namespace, nodeAgent }: Pick<VeleroInstallation, "namespace" | "nodeAgent">,
): Promise<readonly Pod[]> {
  if (nodeAgent.kind === "absent") return [];
  const found = await Promise.all(
    nodeAgent.selectors.map((labelSelector) => kubernetes.listAll<Pod>(pods, { namespace, labelSelector })),
  );
  return found.flat();
}

/** One line for each node; a node that takes no pods needs no node agent. Empty: nodes or pods may not be read. */
export async function nodeAgents(context: Context, velero: VeleroInstallation): Promise<readonly NodeAgentOnNode[]> {
  try {
    const [all, agents] = await Promise.all([context.kubernetes.listAll<Node>(nodes), nodeAgentPods(context, velero)]);
    const unlabelled = unlabelledProblem(velero);
    return all.map((node) => onNode(node, agents, unlabelled));
  } catch (error) {
    if (!isApiError(error, "NotFound", "Forbidden")) throw error;
    return [];
  }
}

/** Why Velero does not find all of its node agents; undefined: it does. */
export function unlabelledProblem({ problems }: Pick<VeleroInstallation, "problems">): VeleroProblem | undefined {
  return problems.find(({ code }) => code === "node-agent-unlabelled");
}

function onNode(node: Node, agents: readonly Pod[], unlabelled: VeleroProblem | undefined): NodeAgentOnNode {
  const name = node.metadata.name;
  const own = agents.filter((candidate) => candidate.spec.nodeName === name);
  const pod = own.find(({ metadata }) => hasNodeAgentLabel(metadata)) ?? own[0];
  if (pod === undefined) {
    const takesPods =
      node.spec?.unschedulable !== true && !node.spec?.taints?.some((taint) => taint.effect !== "PreferNoSchedule");
    return { node: name, state: takesPods ? "absent" : "not-wanted" };
  }
  const isHidden = unlabelled !== undefined && !hasNodeAgentLabel(pod.metadata);
  if (isReady(pod)) {
    return isHidden ? { node: name, state: "not-ready", reason: unlabelled.message } : { node: name, state: "ready" };
  }
  const reason = whyNotRunning(pod) ?? pod.status?.phase;
  return { node: name, state: "not-ready", ...(reason === undefined ? {} : { reason }) };
}
