import { compareObjects, compareVolumes, resourceName, shortened } from "@holdfast/domain";
import type { ComparedVolumes, ExpectedObject, FilledVolume, RenderedRelease, RestoreReport } from "@holdfast/domain";
import { isApiError, persistentVolumeClaims } from "@holdfast/kubernetes";
import type { DiscoveredType, KubernetesObject } from "@holdfast/kubernetes";
import { podVolumeRestoreType, restoreSelector, volumeStage } from "@holdfast/velero";
import type { PodVolumeRestore, VolumeInfo } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { informerStates } from "./informer-states.ts";
import { readVolumeInfos } from "./read-contents.ts";
import { readExpected } from "./read-expected.ts";
import type { ExpectedName } from "./read-expected.ts";

export interface Restored {
  readonly veleroNamespace: string;
  readonly backup: string;
  /** The Velero Restore that brought it. */
  readonly restore: string;
  /** From the backup's namespaces to those of the cluster; the same ones unless it is a copy. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** As it stands in the cluster. */
  readonly rendered: RenderedRelease;
  /** Kinds that the release's `kind: Restore` leaves out. */
  readonly excludes: readonly string[];
  /** How many workloads and informed objects were awaited. */
  readonly ready: number;
}

/** Compares what is there with what the backup holds. Reads only. Faults: artefact-unreadable, backup-damaged. */
export async function examineRestored(context: Context, restored: Restored): Promise<RestoreReport> {
  const kinds = await context.kubernetes.resourceTypes({ fresh: true });
  const { excludes, namespaces } = restored;
  const expected = await readExpected(context, restored, { excludes, kinds });
  const wanted = expected.names.flatMap((one) => {
    const namespace = namespaces[one.namespace];
    return namespace === undefined ? [] : [{ ...one, namespace }];
  });
  const objects = await lookFor(context, wanted, kinds);
  return shortened({
    ready: restored.ready,
    informers: await informerStates(context, restored.rendered),
    objects: compareObjects(objects, expected.left),
    volumes: await examineVolumes(context, restored),
  });
}

/** One list per kind and namespace; a kind that the cluster does not serve has no objects. */
async function lookFor(
  context: Context,
  wanted: readonly ExpectedName[],
  kinds: readonly DiscoveredType[],
): Promise<readonly ExpectedObject[]> {
  const lists = new Map<string, ReadonlySet<string>>();
  const found: ExpectedObject[] = [];
  for (const { resource, kind, namespace, name } of wanted) {
    const key = `${resource} ${namespace}`;
    const type = kinds.find((one) => one.namespaced && resourceName(one) === resource);
    const names = lists.get(key) ?? (type === undefined ? new Set<string>() : await namesOf(context, type, namespace));
    lists.set(key, names);
    found.push({ kind, namespace, name, isPresent: names.has(name) });
  }
  return found;
}

async function namesOf(context: Context, type: DiscoveredType, namespace: string): Promise<ReadonlySet<string>> {
  try {
    const objects = await context.kubernetes.listAll<KubernetesObject>(type, { namespace });
    return new Set(objects.map(({ metadata }) => metadata.name));
  } catch (error) {
    if (isApiError(error, "NotFound")) return new Set();
    throw error;
  }
}

type Claim = KubernetesObject & { readonly status?: { readonly phase?: string } };

async function examineVolumes(context: Context, restored: Restored): Promise<ComparedVolumes> {
  const { veleroNamespace, restore, namespaces } = restored;
  const query = { namespace: veleroNamespace, labelSelector: restoreSelector(restore) };
  const [volumes, transfers, claims] = await Promise.all([
    readVolumeInfos(context, restored),
    context.kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, query),
    Promise.all(
      Object.values(namespaces).map((namespace) =>
        context.kubernetes.listAll<Claim>(persistentVolumeClaims, { namespace }),
      ),
    ),
  ]);
  const held = volumes.flatMap((volume) => heldVolume(volume, namespaces));
  const unbound = claims.flat().filter(({ status }) => status?.phase !== "Bound");
  return {
    ...compareVolumes(held, transfers.map(filledVolume)),
    unbound: unbound.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`),
  };
}

/** Only file-system backups have a PodVolumeRestore; of other methods Velero's own outcome is what is known. */
function heldVolume({ outcome, podVolume, pvcName, size }: VolumeInfo, namespaces: Restored["namespaces"]) {
  if (outcome.kind !== "succeeded" || podVolume === undefined) return [];
  const namespace = namespaces[podVolume.podNamespace];
  if (namespace === undefined) return [];
  const { podName: pod, volumeName: volume } = podVolume;
  const claim = pvcName === undefined ? {} : { claim: pvcName };
  return [{ namespace, pod, volume, ...claim, ...(size === undefined ? {} : { bytes: size }) }];
}

function filledVolume({ spec, status }: PodVolumeRestore): FilledVolume {
  const bytes = status?.progress?.bytesDone;
  return {
    namespace: spec.pod.namespace ?? "",
    pod: spec.pod.name ?? "",
    volume: spec.volume,
    isCompleted: volumeStage(status?.phase) === "completed",
    phase: status?.phase ?? "New",
    ...(bytes === undefined ? {} : { bytes }),
  };
}
