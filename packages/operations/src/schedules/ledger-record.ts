import { labels, operationsNamespace } from "@holdfast/domain";
import type { Ledger } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";

/** A ledger as it was read; `resourceVersion` is the optimistic lock of the next write. */
export interface StoredLedger {
  readonly ledger: Ledger;
  readonly resourceVersion: string;
}

/** The value of the label `holdfast.dev/record` on ledgers. */
export const ledgerRecordKind = "schedule-ledger";

function ledgerName(scheduleId: string): string {
  return `schedule-${scheduleId}`;
}

export async function listLedgers(kubernetes: KubernetesClient): Promise<readonly StoredLedger[]> {
  const query = { namespace: operationsNamespace, labelSelector: `${labels.record}=${ledgerRecordKind}` };
  return (await kubernetes.listAll<ConfigMap>(configMapType, query)).map(decode);
}

export async function findLedger(kubernetes: KubernetesClient, scheduleId: string): Promise<StoredLedger | undefined> {
  const name = { name: ledgerName(scheduleId), namespace: operationsNamespace };
  const object = await kubernetes.get<ConfigMap>(configMapType, name);
  return object === undefined ? undefined : decode(object);
}

/** ApiError "AlreadyExists" when somebody else was first, "Conflict" when it was written since it was read. */
export async function writeLedger(
  kubernetes: KubernetesClient,
  ledger: Ledger,
  resourceVersion: string | undefined,
): Promise<StoredLedger> {
  const object = encode(ledger, resourceVersion);
  if (resourceVersion !== undefined) return decode(await kubernetes.replace<ConfigMap>(configMapType, object));
  return decode(await inOperationsNamespace(kubernetes, () => kubernetes.create<ConfigMap>(configMapType, object)));
}

/** One that is gone, or was written anew, is left alone. */
export async function removeLedger(kubernetes: KubernetesClient, scheduleId: string): Promise<void> {
  await kubernetes.delete(configMapType, { name: ledgerName(scheduleId), namespace: operationsNamespace });
}

function encode(ledger: Ledger, resourceVersion: string | undefined): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: ledgerName(ledger.schedule),
      namespace: operationsNamespace,
      labels: { [labels.record]: ledgerRecordKind },
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    data: { ledger: JSON.stringify(ledger) },
  };
}

function decode(object: ConfigMap): StoredLedger {
  const text = object.data?.["ledger"];
  if (text === undefined) throw new Error(`ConfigMap ${object.metadata.name} carries no ledger`);
  return {
    ledger: JSON.parse(text) as Ledger,
    resourceVersion: object.metadata.resourceVersion ?? "",
  };
}
