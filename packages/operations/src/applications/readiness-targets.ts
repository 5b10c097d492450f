import type { RenderedRelease, StatusInformer } from "@holdfast/domain";
import {
  daemonSets,
  deployments,
  ingresses,
  jobs,
  persistentVolumeClaims,
  services,
  statefulSets,
} from "@holdfast/kubernetes";
import type { ObjectName, ResourceType } from "@holdfast/kubernetes";
import type { PlacedObject } from "./apply-order.ts";
import { watchedKinds } from "./readiness.ts";

/** What has to be Ready before an application is. */
export interface ReadinessTarget {
  readonly type: ResourceType;
  readonly name: ObjectName;
}

const informerTypes: Readonly<Record<string, ResourceType>> = {
  deployment: deployments,
  statefulset: statefulSets,
  daemonset: daemonSets,
  job: jobs,
  service: services,
  ingress: ingresses,
  persistentvolumeclaim: persistentVolumeClaims,
};

/** The release's workloads and claims, and what the vendor's status informers name besides. */
export function readinessTargets(
  rendered: RenderedRelease,
  placed: readonly PlacedObject[],
): readonly ReadinessTarget[] {
  const own = placed
    .filter(({ type }) => watchedKinds.includes(type.kind))
    .map(({ type, object }): ReadinessTarget => ({ type, name: nameFrom(object.metadata) }));
  const informed = rendered.description.statusInformers.flatMap((informer) => {
    const target = targetOf(informer, rendered.namespaces[0] ?? "");
    return target === undefined ? [] : [target];
  });
  const unique = new Map([...own, ...informed].map((target) => [keyOf(target), target]));
  return [...unique.values()];
}

export function keyOf({ type, name }: ReadinessTarget): string {
  return `${type.kind} ${name.namespace ?? ""}/${name.name}`;
}

function targetOf(informer: StatusInformer, primary: string): ReadinessTarget | undefined {
  const type = informerTypes[informer.kind];
  if (type === undefined) return undefined;
  return { type, name: { name: informer.name, namespace: informer.namespace ?? primary } };
}

function nameFrom({ name, namespace }: { readonly name: string; readonly namespace?: string }): ObjectName {
  return namespace === undefined ? { name } : { name, namespace };
}
