import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import {
  configMapType,
  decodeRecord,
  encodeRecord,
  operationRecordSelector,
  recordObjectName,
} from "./encode-record.ts";
import type { ConfigMap, StoredRecord } from "./encode-record.ts";
import { inOperationsNamespace } from "./operations-namespace.ts";
import type { OperationRecord } from "./operation-record.ts";

/** Writes a new record. The same record written twice is one record; another one under its id is a conflict. */
export async function createRecord(kubernetes: KubernetesClient, record: OperationRecord): Promise<StoredRecord> {
  try {
    const object = encodeRecord(record);
    return decodeRecord(
      await inOperationsNamespace(kubernetes, () => kubernetes.create<ConfigMap>(configMapType, object)),
    );
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await findRecord(kubernetes, record.id);
    if (found !== undefined && isSameRequest(found.record, record)) return found;
    throw new Fault("already-exists", `There is another operation of the id ${record.id}.`, {
      remedy: "Start the operation again; it gets a new id.",
      where: `ConfigMap ${operationsNamespace}/${recordObjectName(record.id)}`,
      cause: error,
    });
  }
}

function isSameRequest(one: OperationRecord, other: OperationRecord): boolean {
  return (
    one.kind === other.kind &&
    one.createdAt === other.createdAt &&
    JSON.stringify(one.input) === JSON.stringify(other.input)
  );
}

export async function findRecord(kubernetes: KubernetesClient, id: string): Promise<StoredRecord | undefined> {
  const object = await kubernetes.get<ConfigMap>(configMapType, {
    name: recordObjectName(id),
    namespace: operationsNamespace,
  });
  return object === undefined ? undefined : decodeRecord(object);
}

/** Faults: operation-not-found, newer-schema. */
export async function readRecord(kubernetes: KubernetesClient, id: string): Promise<StoredRecord> {
  const found = await findRecord(kubernetes, id);
  if (found !== undefined) return found;
  throw new Fault("operation-not-found", `There is no operation ${id}.`, {
    remedy: "List the operations with `holdfast operation list`.",
    where: `namespace ${operationsNamespace}`,
  });
}

/** Every record that this program understands, newest first. Newer schemas are left to newer programs. */
export async function listRecords(kubernetes: KubernetesClient): Promise<readonly StoredRecord[]> {
  const objects = await kubernetes.listAll<ConfigMap>(configMapType, {
    namespace: operationsNamespace,
    labelSelector: operationRecordSelector,
  });
  return objects
    .flatMap((object) => understood(object))
    .sort((one, other) => other.record.createdAt.localeCompare(one.record.createdAt));
}

/** The record in a ConfigMap, or none when a newer program wrote it. */
export function understood(object: ConfigMap): readonly StoredRecord[] {
  try {
    return [decodeRecord(object)];
  } catch (error) {
    if (error instanceof Fault && error.code === "newer-schema") return [];
    throw error;
  }
}

/** An optimistic-lock write: ApiError "Conflict" when somebody wrote since `resourceVersion`. */
export async function replaceRecord(kubernetes: KubernetesClient, stored: StoredRecord): Promise<StoredRecord> {
  const object = encodeRecord(stored.record, stored.resourceVersion);
  return decodeRecord(await kubernetes.replace<ConfigMap>(configMapType, object));
}
