import { informedState } from "@holdfast/domain";
import type { RenderedRelease, RestoreReport } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { readinessOf } from "../applications/readiness.ts";
import { readinessTargets } from "../applications/readiness-targets.ts";
import type { ReadinessTarget } from "../applications/readiness-targets.ts";
import type { Context } from "../context.ts";

/** What the vendor's status informers say now. */
export async function informerStates(context: Context, rendered: RenderedRelease): Promise<RestoreReport["informers"]> {
  return Promise.all(
    readinessTargets(rendered, []).map(async (target) => {
      const object = await context.kubernetes.get<Informed>(target.type, target.name);
      return { name: nameOf(target), state: informedState(object === undefined ? undefined : read(object)) };
    }),
  );
}

interface Informed extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

function read(object: Informed) {
  const { kind, metadata, spec, status } = object;
  const wanted = status?.desiredNumberScheduled ?? spec?.replicas ?? 1;
  const updated = status?.updatedNumberScheduled ?? status?.updatedReplicas ?? 0;
  return {
    kind,
    isReady: readinessOf(object).kind === "ready",
    isUpdated: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) && updated >= wanted,
    wanted,
    readyPods: status?.numberReady ?? status?.readyReplicas ?? 0,
  };
}

function nameOf({ type, name }: ReadinessTarget): string {
  return `${name.namespace ?? ""}/${type.kind.toLowerCase()}/${name.name}`;
}
