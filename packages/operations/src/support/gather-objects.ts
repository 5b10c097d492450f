import {
  configMaps,
  cronJobs,
  daemonSets,
  deployments,
  events,
  jobs,
  nodes,
  persistentVolumeClaims,
  pods,
  replicaSets,
  secrets,
  services,
  statefulSets,
  storageClasses,
} from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { downloadRequestType, serverStatusRequestType, veleroTypes } from "@holdfast/velero";
import { applicationType } from "../applications/application.ts";
import type { Context } from "../context.ts";
import { settingsType } from "../settings/settings.ts";
import type { BundleLimits } from "./bundle-part.ts";
import type { Gathering } from "./gather.ts";
import { newestObjects } from "./newest-objects.ts";

export interface Places {
  readonly console: string;
  readonly velero: string | undefined;
  readonly applications: readonly string[];
}

const workloads: readonly ResourceType[] = [
  pods,
  deployments,
  statefulSets,
  daemonSets,
  replicaSets,
  jobs,
  cronJobs,
  services,
  persistentVolumeClaims,
  events,
  configMaps,
  secrets,
];

const ours: readonly ResourceType[] = [
  settingsType,
  { ...settingsType, kind: "BackupSchedule", plural: "backupschedules" },
  { ...settingsType, kind: "RetentionPolicy", plural: "retentionpolicies" },
];

/** Their status holds signed addresses, and nobody needs them. */
const leftOut: readonly ResourceType[] = [downloadRequestType, serverStatusRequestType];

export async function gatherObjects(
  context: Context,
  gathering: Gathering,
  { places, limits }: { readonly places: Places; readonly limits: BundleLimits },
): Promise<void> {
  const { console, velero, applications } = places;
  const list = (type: ResourceType, namespace?: string): Promise<void> =>
    gathering.take(`${type.plural} in ${namespace ?? "the cluster"}`, async () => {
      const query = namespace === undefined ? {} : { namespace };
      const found = await newestObjects(context.kubernetes, { type, query, count: limits.objects, keep: slim });
      if (found.length === 0) return [];
      const path = `objects/${namespace ?? "cluster"}/${type.plural}.json`;
      return [{ kind: "objects", path, objects: found }];
    });
  for (const type of [nodes, storageClasses]) await list(type);
  for (const type of ours) await list(type, console);
  for (const namespace of applications) await list(applicationType, namespace);
  const all = new Set([console, ...(velero === undefined ? [] : [velero]), ...applications]);
  for (const namespace of all) for (const type of workloads) await list(type, namespace);
  if (velero === undefined) return;
  for (const type of veleroTypes) if (!leftOut.includes(type)) await list(type, velero);
}

/** An application's ConfigMap is the vendor's and the customer's business: names and sizes of its entries are enough. */
function slim(object: KubernetesObject): KubernetesObject & { readonly entries?: Readonly<Record<string, string>> } {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  if (object.kind !== "ConfigMap") return { ...object, metadata };
  const { data = {}, binaryData = {} } = object as {
    data?: Record<string, string>;
    binaryData?: Record<string, string>;
  };
  const entries = [...Object.entries(data), ...Object.entries(binaryData)];
  const sizes = Object.fromEntries(entries.map(([key, value]) => [key, `${value.length} characters`]));
  return { apiVersion: object.apiVersion, kind: object.kind, metadata, entries: sizes };
}
