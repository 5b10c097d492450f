import { nodes, services } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

interface Node extends KubernetesObject {
  readonly spec?: { readonly podCIDRs?: readonly string[] };
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}
interface Service extends KubernetesObject {
  readonly spec?: { readonly clusterIPs?: readonly string[] };
}
interface ServiceRange extends KubernetesObject {
  readonly spec?: { readonly cidrs?: readonly string[] };
}

const serviceRanges: ResourceType = {
  group: "networking.k8s.io",
  version: "v1",
  kind: "ServiceCIDR",
  plural: "servicecidrs",
  namespaced: false,
};

export interface Surroundings {
  /** Addresses and ranges of the cluster's nodes, pods and Services, as far as it tells them. */
  readonly ranges: readonly string[];
  /** How the cluster is called when nobody gave it a name: Kubernetes knows none. */
  readonly name: string;
}

/** What lies inside the cluster, and how it is called. Without the right to look, only the usual private ranges. */
export async function readSurroundings({ kubernetes }: Context): Promise<Surroundings> {
  const [found, kubernetesService, cidrs] = await Promise.all([
    orNone(() => kubernetes.listAll<Node>(nodes)),
    orNone(async () => {
      const service = await kubernetes.get<Service>(services, { name: "kubernetes", namespace: "default" });
      return service === undefined ? [] : [service];
    }),
    orNone(() => kubernetes.listAll<ServiceRange>(serviceRanges)),
  ]);
  const oldest = found.toSorted((one, other) => ageKey(one).localeCompare(ageKey(other)))[0];
  return {
    name: oldest?.metadata.name ?? new URL(kubernetes.server).host,
    ranges: [
      ...found.flatMap(({ spec }) => spec?.podCIDRs ?? []),
      ...found.flatMap(({ status }) => (status?.addresses ?? []).map(({ address }) => address)),
      ...kubernetesService.flatMap(({ spec }) => spec?.clusterIPs ?? []),
      ...cidrs.flatMap(({ spec }) => spec?.cidrs ?? []),
    ],
  };
}

function ageKey({ metadata }: Node): string {
  return `${metadata.creationTimestamp ?? ""} ${metadata.name}`;
}

async function orNone<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (isApiError(error, "Forbidden") || isApiError(error, "NotFound")) return [];
    throw error;
  }
}
