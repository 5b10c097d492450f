import { fieldManager, labels, operationsNamespace } from "@holdfast/domain";
import { configMaps, isApiError, namespaces, type KubernetesClient, type KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { makeNamespace } from "./own-namespace.ts";

const instanceConfigMap = "holdfast-instance";
const instanceIdLength = 20;

interface InstanceRecord extends KubernetesObject {
  readonly immutable: true;
  readonly data: { readonly id: string };
}

/**
 * Makes the namespace of what no backup may carry, unless it is there. May be called any number of times; an existing
 * namespace only gets its label back.
 */
export async function ensureOperationsNamespace(kubernetes: KubernetesClient): Promise<void> {
  const marks = { [labels.excludeFromBackup]: "true" };
  if ((await makeNamespace(kubernetes, operationsNamespace, marks)) === "made") return;
  const existing = await kubernetes.get(namespaces, { name: operationsNamespace });
  if (existing?.metadata.labels?.[labels.excludeFromBackup] === "true") return;
  await kubernetes.apply(
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: operationsNamespace, labels: marks },
    },
    { fieldManager },
  );
}

/** The id of this installation, if it was ever made. */
export async function findInstanceId(kubernetes: KubernetesClient): Promise<string | undefined> {
  const name = { name: instanceConfigMap, namespace: operationsNamespace };
  return (await kubernetes.get<InstanceRecord>(configMaps, name))?.data.id;
}

/**
 * The id of this installation; made at first need. Two callers at once get the same one: the create decides. It lives
 * in a namespace that no backup carries, so that a restored cluster is another instance.
 */
export async function instanceId(context: Context): Promise<string> {
  const known = await findInstanceId(context.kubernetes);
  if (known !== undefined) return known;
  await ensureOperationsNamespace(context.kubernetes);
  const record = instanceRecord(context.randomId(instanceIdLength));
  try {
    return (await context.kubernetes.create(configMaps, record, { fieldManager })).data.id;
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    return await instanceId(context);
  }
}

function instanceRecord(id: string): InstanceRecord {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: instanceConfigMap,
      namespace: operationsNamespace,
      labels: { [labels.record]: "instance", [labels.excludeFromBackup]: "true" },
    },
    immutable: true,
    data: { id },
  };
}
