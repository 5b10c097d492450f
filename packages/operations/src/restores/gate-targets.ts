import type { RenderedRelease } from "@holdfast/domain";
import { daemonSets, deployments, statefulSets } from "@holdfast/kubernetes";
import type { ResourceType } from "@holdfast/kubernetes";
import { keyOf, readinessTargets } from "../applications/readiness-targets.ts";
import type { ReadinessTarget } from "../applications/readiness-targets.ts";
import type { Context } from "../context.ts";

const types: readonly ResourceType[] = [deployments, statefulSets, daemonSets];

/**
 * What has to be Ready before an application is restored: every workload of its namespaces, also those that operators
 * made, and what the vendor's status informers name besides.
 */
export async function gateTargets(
  context: Context,
  namespaces: readonly string[],
  rendered: RenderedRelease,
): Promise<readonly ReadinessTarget[]> {
  const lists = await Promise.all(
    types.flatMap((type) =>
      namespaces.map(async (namespace) => {
        const found = await context.kubernetes.listAll(type, { namespace });
        return found.map(({ metadata }): ReadinessTarget => ({ type, name: { namespace, name: metadata.name } }));
      }),
    ),
  );
  const all = [...lists.flat(), ...readinessTargets(rendered, [])];
  return [...new Map(all.map((target) => [keyOf(target), target])).values()];
}
