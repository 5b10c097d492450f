import type { KubernetesObject } from "@holdfast/kubernetes";
import { operationLabel } from "../restores/velero-restore.ts";

interface BackedUpClaim extends KubernetesObject {
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What binds a claim to a volume of the cluster that it was in. Source: Velero's own restore of claims. */
const bindAnnotations: readonly RegExp[] = [
  /^pv\.kubernetes\.io\//u,
  /^volume\.(?:beta\.)?kubernetes\.io\/(?:selected-node|storage-provisioner)$/u,
  /^volume\.beta\.kubernetes\.io\/storage-class$/u,
];

/** A backed-up claim as it is made anew: a new volume of the same class and size, nothing in it yet. */
export function restoredClaim(backedUp: KubernetesObject): KubernetesObject {
  const { metadata, spec = {} } = backedUp as BackedUpClaim;
  const { volumeName: _volume, dataSource: _source, dataSourceRef: _reference, ...wanted } = spec;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !bindAnnotations.some((pattern) => pattern.test(key)),
  );
  const claim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: metadata.labels ?? {},
      annotations: Object.fromEntries(annotations),
    },
    spec: wanted,
  };
  return claim;
}

/** Names the operation that made a claim: the same one finds it, and adopts no other. */
export function markMade(claim: KubernetesObject, operation: string): KubernetesObject {
  const annotations = { ...claim.metadata.annotations, [operationLabel]: operation };
  return { ...claim, metadata: { ...claim.metadata, annotations } };
}

export function isMadeBy(claim: KubernetesObject, operation: string): boolean {
  return claim.metadata.annotations?.[operationLabel] === operation;
}
