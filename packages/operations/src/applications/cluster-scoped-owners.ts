import { Fault, labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import type { PlacedObject } from "./apply-order.ts";
import { isClusterScoped } from "./place-objects.ts";

export interface OwnerChoices {
  readonly slug: string;
  /** Take over what is there without any application's label. What another application's label is on, never. */
  readonly adoptUnlabelled: boolean;
}

/**
 * Reads every cluster-scoped object of a release before anything is changed: names are shared by all of the cluster.
 * Namespaces have claims of their own. Faults: already-exists, naming every object that is not this application's.
 */
export async function refuseOthersObjects(
  context: Context,
  placed: readonly PlacedObject[],
  choices: OwnerChoices,
): Promise<void> {
  const taken: Taken[] = [];
  try {
    for (const { type, object } of placed.filter((one) => isClusterScoped(one) && one.type.kind !== "Namespace")) {
      const { name } = object.metadata;
      const found = await retryTransient(context, () => context.kubernetes.get<KubernetesObject>(type, { name }));
      if (found === undefined) continue;
      const owner = found.metadata.labels?.[labels.application];
      if (owner === choices.slug || (owner === undefined && choices.adoptUnlabelled)) continue;
      taken.push({ object: `${type.kind} ${name}`, owner });
    }
  } catch (error) {
    throw fromApiError(error);
  }
  if (taken.length > 0) throw alreadyThere(choices.slug, taken);
}

interface Taken {
  readonly object: string;
  readonly owner: string | undefined;
}

function alreadyThere(slug: string, taken: readonly Taken[]): Fault {
  const label = labels.application;
  const reasons = taken.map(({ object, owner }) =>
    owner === undefined
      ? `${object} was made by somebody else (it has no label ${label})`
      : `${object} belongs to the application ${owner} (its label ${label} says so)`,
  );
  const ofOthers = `What belongs to another application is not taken over: remove that application first; where it was removed before, take the label off with \`kubectl label KIND NAME ${label}-\`.`;
  const unlabelled = "What has no label is taken over with --force-conflicts.";
  return new Fault("already-exists", `Cluster-wide objects of ${slug} exist already and are not its own.`, {
    reason: reasons.join("\n"),
    remedy: [
      ...(taken.some(({ owner }) => owner !== undefined) ? [ofOthers] : []),
      ...(taken.some(({ owner }) => owner === undefined) ? [unlabelled] : []),
    ].join(" "),
    where: taken[0]?.object ?? "",
  });
}
