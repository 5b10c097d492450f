import { isApiError, nodes, pods } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "./installation.ts";
import { isReady, whyNotRunning, type Node, type Pod } from "./workloads.ts";

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
    const unlabelled = velero.problems.find(({ code }) => code === "node-agent-unlabelled");
    const onNodes = all.map((node) => onNode(node, agents));
    if (unlabelled === undefined) return onNodes;
    return onNodes.map((one) =>
      one.state === "ready" ? { node: one.node, state: "not-ready", reason: unlabelled.message } : one,
    );
  } catch (error) {
    if (!isApiError(error, "NotFound", "Forbidden")) throw error;
    return [];
  }
}

function onNode(node: Node, agents: readonly Pod[]): NodeAgentOnNode {
  const name = node.metadata.name;
  const pod = agents.find((candidate) => candidate.spec.nodeName === name);
  if (pod === undefined) {
    const takesPods =
      node.spec?.unschedulable !== true && !node.spec?.taints?.some((taint) => taint.effect !== "PreferNoSchedule");
    return { node: name, state: takesPods ? "absent" : "not-wanted" };
  }
  if (isReady(pod)) return { node: name, state: "ready" };
  const reason = whyNotRunning(pod) ?? pod.status?.phase;
  return { node: name, state: "not-ready", ...(reason === undefined ? {} : { reason }) };
}
