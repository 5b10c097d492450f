import type { QuotaFact } from "@holdfast/domain";
import { configMaps, isApiError, nodes, parseQuantity, storageClasses } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

/** Undefined when these rights do not allow it, or the cluster does not serve it. */
async function readable<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isApiError(error, "Forbidden", "NotFound")) return undefined;
    throw error;
  }
}

const defaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";

export async function readStorageClasses(context: Context) {
  const found = await readable(() => context.kubernetes.listAll(storageClasses));
  return found?.map(({ metadata }) => ({
    name: metadata.name,
    isDefault: metadata.annotations?.[defaultClassAnnotation] === "true",
  }));
}

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

/** Old → new names of StorageClasses, as Velero's own restore plugin reads them. */
export async function readClassMapping(context: Context, namespace: string): Promise<Readonly<Record<string, string>>> {
  const labelSelector = "velero.io/plugin-config,velero.io/change-storage-class=RestoreItemAction";
  const found = await readable(() => context.kubernetes.listAll<ConfigMap>(configMaps, { namespace, labelSelector }));
  return Object.assign({}, ...(found ?? []).map(({ data }) => data ?? {})) as Readonly<Record<string, string>>;
}

const capacityType: ResourceType = {
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSIStorageCapacity",
  plural: "csistoragecapacities",
  namespaced: true,
};

interface Capacity extends KubernetesObject {
  readonly storageClassName: string;
  readonly capacity?: string;
}

/** Free bytes by class, of the topologies together. Classes whose driver tells nothing are not in it. */
export async function readFreeStorage(context: Context): Promise<ReadonlyMap<string, number> | undefined> {
  const found = await readable(() => context.kubernetes.listAll<Capacity>(capacityType));
  if (found === undefined) return undefined;
  const free = new Map<string, number>();
  for (const { storageClassName, capacity } of found) {
    const bytes = capacity === undefined ? undefined : parseQuantity(capacity);
    if (bytes !== undefined) free.set(storageClassName, (free.get(storageClassName) ?? 0) + bytes);
  }
  return free;
}

const quotaType: ResourceType = {
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  plural: "resourcequotas",
  namespaced: true,
};

interface Quota extends KubernetesObject {
  readonly spec?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly scopes?: readonly string[];
    readonly scopeSelector?: unknown;
  };
}

/** Quotas of all pods and claims; those of some pods only are left out, for which pods they count is not known here. */
export async function readQuotas(
  context: Context,
  inNamespaces: readonly string[],
): Promise<readonly QuotaFact[] | undefined> {
  const lists = await readable(() =>
    Promise.all(inNamespaces.map((namespace) => context.kubernetes.listAll<Quota>(quotaType, { namespace }))),
  );
  return lists?.flat().flatMap(({ metadata, spec }) => {
    if ((spec?.scopes ?? []).length > 0 || spec?.scopeSelector !== undefined) return [];
    const hard = Object.entries(spec?.hard ?? {}).flatMap(([what, text]): readonly (readonly [string, number])[] => {
      const amount = parseQuantity(text);
      return amount === undefined ? [] : [[what, amount]];
    });
    return [{ namespace: metadata.namespace ?? "", name: metadata.name, hard: Object.fromEntries(hard) }];
  });
}

interface Node extends KubernetesObject {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> };
}

/** Of all nodes that take pods together; unknown in a cluster that shows no node. */
export async function readAllocatable(context: Context) {
  const found = await readable(() => context.kubernetes.listAll<Node>(nodes));
  if (found === undefined || found.length === 0) return undefined;
  const open = found.filter(({ spec }) => spec?.unschedulable !== true);
  const total = (what: string): number =>
    open.reduce((sum, { status }) => sum + (parseQuantity(status?.allocatable?.[what] ?? "0") ?? 0), 0);
  return { cpu: total("cpu"), memory: total("memory") };
}
