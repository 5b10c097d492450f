import type { NeedFact } from "@holdfast/domain";
import { parseQuantity } from "@holdfast/kubernetes";
import type { BackedUpClaim, BackedUpPod, MemberContents } from "./collect-contents.ts";

export interface Needs {
  /** By the names that a ResourceQuota uses. */
  readonly byNamespace: readonly NeedFact[];
  readonly pods: { readonly cpu: number; readonly memory: number };
}

export interface NeedsQuestion {
  readonly contents: Pick<MemberContents, "pods" | "claims">;
  readonly namespaces: readonly string[];
  /** Storage classes by which others are replaced on the way. */
  readonly mapping: Readonly<Record<string, string>>;
}

/** What the backup's pods and claims ask the cluster for; pods that had ended ask for nothing. */
export function needsOf({ contents: { pods, claims }, namespaces, mapping }: NeedsQuestion): Needs {
  const living = pods.filter(
    ({ namespace, content }) =>
      namespaces.includes(namespace) && content.phase !== "Succeeded" && content.phase !== "Failed",
  );
  const byNamespace = namespaces.map((namespace): NeedFact => {
    const ownPods = living.filter((pod) => pod.namespace === namespace);
    const ownClaims = claims.filter((claim) => claim.namespace === namespace);
    const [cpu, memory] = [sumOf(ownPods, "requests", "cpu"), sumOf(ownPods, "requests", "memory")];
    const amounts = {
      pods: ownPods.length,
      "count/pods": ownPods.length,
      persistentvolumeclaims: ownClaims.length,
      "count/persistentvolumeclaims": ownClaims.length,
      "requests.storage": storageOf(ownClaims),
      ...byClass(ownClaims.map((claim) => inItsClass(claim, mapping))),
      cpu,
      memory,
      "requests.cpu": cpu,
      "requests.memory": memory,
      "limits.cpu": sumOf(ownPods, "limits", "cpu"),
      "limits.memory": sumOf(ownPods, "limits", "memory"),
    };
    return { namespace, amounts };
  });
  return { byNamespace, pods: { cpu: sumOf(living, "requests", "cpu"), memory: sumOf(living, "requests", "memory") } };
}

/** As it comes back. */
function inItsClass(claim: BackedUpClaim, mapping: NeedsQuestion["mapping"]): BackedUpClaim {
  const { storageClass } = claim;
  return storageClass === undefined ? claim : { ...claim, storageClass: mapping[storageClass] ?? storageClass };
}

/** A class has a quota of its own. */
function byClass(claims: readonly BackedUpClaim[]): NeedFact["amounts"] {
  const classes = [...new Set(claims.flatMap(({ storageClass }) => storageClass ?? []))];
  const amounts = classes.flatMap((name): readonly (readonly [string, number])[] => {
    const own = claims.filter(({ storageClass }) => storageClass === name);
    const prefix = `${name}.storageclass.storage.k8s.io`;
    return [
      [`${prefix}/requests.storage`, storageOf(own)],
      [`${prefix}/persistentvolumeclaims`, own.length],
    ];
  });
  return Object.fromEntries(amounts);
}

function storageOf(claims: readonly BackedUpClaim[]): number {
  return claims.reduce((sum, { requested = "0" }) => sum + (parseQuantity(requested) ?? 0), 0);
}

function sumOf(pods: readonly BackedUpPod[], of: "requests" | "limits", what: "cpu" | "memory"): number {
  const containers = pods.flatMap(({ content }) => content.containers);
  return containers.reduce((sum, { resources }) => sum + (parseQuantity(resources?.[of]?.[what] ?? "0") ?? 0), 0);
}
