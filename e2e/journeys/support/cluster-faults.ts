import { waitFor } from "@holdfast/harness";
import { daemonSets, deployments, pods, type ResourceType, type UnstructuredObject } from "@holdfast/kubernetes";
import type { Node } from "./node.ts";

export async function scaleStore(node: Node, replicas: number): Promise<void> {
  const store = { namespace: "holdfast-store", name: "holdfast-store" };
  await node.client.patch(deployments, store, { kind: "merge", body: { spec: { replicas } } });
  await untilPods(node, store.namespace, replicas);
}

/** With none, the command line drives. */
export async function scaleServers(node: Node, replicas: number): Promise<void> {
  const server = { namespace: "holdfast", name: "holdfast" };
  await node.client.patch(deployments, server, { kind: "merge", body: { spec: { replicas } } });
  await untilPods(node, server.namespace, replicas);
}

/** Takes every node agent away, or lets them come back. */
export async function setNodeAgents(node: Node, presence: "away" | "back"): Promise<void> {
  const nodeSelector = { "holdfast.dev/nowhere": presence === "away" ? "true" : null };
  const body = { spec: { template: { spec: { nodeSelector } } } };
  await node.client.patch(daemonSets, { namespace: "velero", name: "node-agent" }, { kind: "merge", body });
  await untilPods(node, "velero", presence === "away" ? 0 : 1, "name=node-agent");
}

/** As if its machine had lost power: no time to end anything. */
export async function killPods(node: Node, namespace: string, labelSelector: string): Promise<number> {
  const found = await node.client.listAll<UnstructuredObject>(pods, { namespace, labelSelector });
  for (const { metadata } of found) {
    await node.client.delete(pods, { namespace, name: metadata.name }, { gracePeriodSeconds: 0 });
  }
  return found.length;
}

/** Waits until so many pods are Ready and no other is left. */
async function untilPods(node: Node, namespace: string, count: number, labelSelector?: string): Promise<void> {
  const query = { namespace, ...(labelSelector === undefined ? {} : { labelSelector }) };
  const ask = async () => {
    const found = await node.client.listAll<Pod>(pods, query);
    return found.length === count && found.every(isReady) ? true : undefined;
  };
  await waitFor(ask, { what: `${count} Ready pods in ${namespace}`, deadlineSeconds: 180, intervalMilliseconds: 500 });
}

interface Pod extends UnstructuredObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
}

/** Deployment "holdfast" again as it was: all its servers Ready. */
export async function untilServersReady(node: Node): Promise<void> {
  const name = { namespace: "holdfast", name: "holdfast" };
  const ask = async () => {
    const { spec, status } = (await getObject(node, deployments, name)) as {
      readonly spec: { readonly replicas: number };
      readonly status: { readonly readyReplicas?: number };
    };
    return status.readyReplicas === spec.replicas ? true : undefined;
  };
  await waitFor(ask, { what: "the servers to be Ready", deadlineSeconds: 180, intervalMilliseconds: 500 });
}

async function getObject(node: Node, type: ResourceType, name: { readonly namespace: string; readonly name: string }) {
  const object = await node.client.get<UnstructuredObject>(type, name);
  if (object === undefined) throw new Error(`${type.kind} ${name.namespace}/${name.name} is gone`);
  return object as unknown;
}
