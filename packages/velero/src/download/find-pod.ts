import {
  endpointSlices,
  pods,
  services,
  type KubernetesClient,
  type KubernetesObject,
  type PortForwardTarget,
} from "@holdfast/kubernetes";
import { meaningOf } from "./service-address.ts";

interface Service extends KubernetesObject {
  readonly spec: {
    readonly clusterIP?: string;
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  };
}
interface EndpointSlice extends KubernetesObject {
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  }[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
}
interface Pod extends KubernetesObject {
  readonly status?: { readonly podIP?: string };
}

export type PodSearch =
  | { readonly kind: "found"; readonly target: PortForwardTarget }
  /** The host is in the cluster, but nothing there can be forwarded to. */
  | { readonly kind: "nothing-ready"; readonly reason: string }
  | { readonly kind: "not-in-cluster" };

/** The Ready pod behind a host and port that only the cluster can resolve. */
export async function findPod(client: KubernetesClient, url: URL, veleroNamespace: string): Promise<PodSearch> {
  const port = Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port);
  const meaning = meaningOf(url.hostname, veleroNamespace);
  switch (meaning.kind) {
    case "elsewhere":
      return { kind: "not-in-cluster" };
    case "service": {
      const service = await client.get<Service>(services, { namespace: meaning.namespace, name: meaning.service });
      return service === undefined ? { kind: "not-in-cluster" } : readyPod(client, service, port);
    }
    case "address":
      return podAt(client, meaning.address, port);
  }
}

async function podAt(client: KubernetesClient, address: string, port: number): Promise<PodSearch> {
  const all = await client.listAll<Service>(services);
  const service = all.find((candidate) => candidate.spec.clusterIP === address);
  if (service !== undefined) return readyPod(client, service, port);
  const [pod] = await client.listAll<Pod>(pods, { fieldSelector: `status.podIP=${address}` });
  if (pod === undefined) return { kind: "not-in-cluster" };
  return { kind: "found", target: { namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name, port } };
}

async function readyPod(client: KubernetesClient, service: Service, port: number): Promise<PodSearch> {
  const { name, namespace = "" } = service.metadata;
  const served = service.spec.ports?.find((candidate) => candidate.port === port);
  if (served === undefined)
    return { kind: "nothing-ready", reason: `Service ${namespace}/${name} has no port ${port}` };
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const slices = await client.listAll<EndpointSlice>(endpointSlices, { namespace, labelSelector });
  for (const slice of slices) {
    const target = (slice.ports ?? []).find((candidate) => (candidate.name ?? "") === (served.name ?? ""))?.port;
    const endpoint = slice.endpoints?.find(
      (candidate) => candidate.conditions?.ready !== false && candidate.targetRef?.kind === "Pod",
    );
    const pod = endpoint?.targetRef;
    if (pod?.name !== undefined && target !== undefined) {
      return { kind: "found", target: { namespace: pod.namespace ?? namespace, pod: pod.name, port: target } };
    }
  }
  return { kind: "nothing-ready", reason: `no Ready pod is behind Service ${namespace}/${name}` };
}
