import { nodes, pods } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";

/** A Node of a control plane without any: pods stand on it as they are told to. */
export async function addNode(kubernetes: KubernetesClient, name: string): Promise<void> {
  await kubernetes.create<KubernetesObject>(nodes, { apiVersion: "v1", kind: "Node", metadata: { name } });
}

export interface PlayedPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A pod that its Node says is Running, with one container "main" and an emptyDir "data". */
export async function addRunningPod(kubernetes: KubernetesClient, pod: PlayedPod): Promise<void> {
  const { namespace, name, node, labels = {}, annotations = {} } = pod;
  await kubernetes.create<KubernetesObject>(pods, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name, labels, annotations },
    spec: {
      nodeName: node,
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "main", image: "example.com/main:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
      volumes: [{ name: "data", emptyDir: {} }],
    },
  } as KubernetesObject);
  const startedAt = new Date().toISOString();
  const conditions = ["Ready", "ContainersReady", "Initialized", "PodScheduled"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: startedAt,
  }));
  await kubernetes.raw({
    method: "PATCH",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ status: { phase: "Running", startTime: startedAt, conditions } }),
  });
}
