import type { NeedFact } from "@holdfast/domain";
import { parseQuantity } from "@holdfast/kubernetes";
import type { BackedUpPod, MemberContents } from "./collect-contents.ts";

export interface Needs {
  /** By the names that a ResourceQuota uses. */
  readonly byNamespace: readonly NeedFact[];
  readonly pods: { readonly cpu: number; readonly memory: number };
}

/** What the backup's pods and claims ask the cluster for; pods that had ended ask for nothing. */
export function needsOf({ pods, claims }: MemberContents, namespaces: readonly string[]): Needs {
  const living = pods.filter(
    ({ namespace, content }) =>
      namespaces.includes(namespace) && content.phase !== "Succeeded" && content.phase !== "Failed",
  );
  const byNamespace = namespaces.map((namespace): NeedFact => {
    const ownPods = living.filter((pod) => pod.namespace === namespace);
    const ownClaims = claims.filter((claim) => claim.namespace === namespace);
    const storage = ownClaims.reduce((sum, { requested = "0" }) => sum + (parseQuantity(requested) ?? 0), 0);
    const [cpu, memory] = [requestsOf(ownPods, "cpu"), requestsOf(ownPods, "memory")];
    const amounts = {
      pods: ownPods.length,
      "count/pods": ownPods.length,
      persistentvolumeclaims: ownClaims.length,
      "count/persistentvolumeclaims": ownClaims.length,
      "requests.storage": storage,
      cpu,
      memory,
      "requests.cpu": cpu,
      "requests.memory": memory,
    };
    return { namespace, amounts };
  });
  return { byNamespace, pods: { cpu: requestsOf(living, "cpu"), memory: requestsOf(living, "memory") } };
}

function requestsOf(pods: readonly BackedUpPod[], what: "cpu" | "memory"): number {
  const containers = pods.flatMap(({ content }) => content.containers);
  return containers.reduce((sum, { resources }) => sum + (parseQuantity(resources?.requests?.[what] ?? "0") ?? 0), 0);
}
