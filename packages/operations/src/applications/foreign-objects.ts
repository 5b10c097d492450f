import { labels } from "@holdfast/domain";
import {
  cronJobs,
  daemonSets,
  deployments,
  jobs,
  persistentVolumeClaims,
  pods,
  replicaSets,
  secrets,
  services,
  statefulSets,
} from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

const workloads = [deployments, statefulSets, daemonSets, cronJobs, jobs, replicaSets];
/** What tells that a namespace is somebody's. ConfigMaps and accounts are in every namespace. */
const tellingTypes: readonly ResourceType[] = [...workloads, pods, persistentVolumeClaims, services, secrets];

type Listed = KubernetesObject & { readonly type?: string };

/**
 * Objects in the namespace that are not this application's, as "Kind name"; without a slug, all that there are. A
 * namespace that is not there is empty.
 */
export async function findForeignObjects(
  context: Context,
  slug: string | undefined,
  namespace: string,
): Promise<readonly string[]> {
  const found = await Promise.all(
    tellingTypes.map(async ({ kind, ...type }) => {
      const objects = await context.kubernetes.listAll<Listed>({ kind, ...type }, { namespace });
      return objects.filter((object) => isForeign(object, slug)).map(({ metadata }) => `${kind} ${metadata.name}`);
    }),
  );
  return found.flat();
}

function isForeign({ metadata, type }: Listed, slug: string | undefined): boolean {
  if (slug !== undefined && metadata.labels?.[labels.application] === slug) return false;
  if (slug !== undefined && metadata.deletionTimestamp !== undefined) return false;
  if (type === "kubernetes.io/service-account-token") return false;
  return !(metadata.ownerReferences ?? []).some(({ kind }) => judgedKinds.has(kind));
}

/** What these own is judged by its owner; where the owner is gone, it is about to be collected. */
const judgedKinds = new Set([...workloads, pods].map(({ kind }) => kind));
