import { gunzipSync, gzipSync } from "node:zlib";
import { Fault, labels, operationsNamespace } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { recordSchema } from "./operation-record.ts";
import type { OperationRecord } from "./operation-record.ts";

export const configMapType: ResourceType = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** A record as it was read; `resourceVersion` is the optimistic lock of the next write. */
export interface StoredRecord {
  readonly record: OperationRecord;
  readonly resourceVersion: string;
}

/** The value of the label `holdfast.dev/record` on operation records. */
const operationRecordKind = "operation";
export const operationRecordSelector = `${labels.record}=${operationRecordKind}`;

/** Above this size a record is compressed: an object of the API server holds 1 MiB at most. */
const plainLimitBytes = 64 * 1024;

export function recordObjectName(id: string): string {
  return `operation-${id}`;
}

/** Written as readable JSON under `record`, or compressed under `record.gz` when it is large. */
export function encodeRecord(record: OperationRecord, resourceVersion?: string): ConfigMap {
  const text = JSON.stringify(record);
  const content =
    Buffer.byteLength(text) <= plainLimitBytes
      ? { data: { record: text } }
      : { binaryData: { "record.gz": gzipSync(text).toString("base64") } };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: recordObjectName(record.id),
      namespace: operationsNamespace,
      labels: {
        [labels.record]: operationRecordKind,
        ...(record.subject.kind === "application" ? { [labels.application]: record.subject.slug } : {}),
      },
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    ...content,
  };
}

/** Faults: newer-schema. A ConfigMap that is no record at all is a bug of whoever labelled it. */
export function decodeRecord(object: ConfigMap): StoredRecord {
  const packed = object.binaryData?.["record.gz"];
  const text = packed === undefined ? object.data?.["record"] : gunzipSync(Buffer.from(packed, "base64")).toString();
  if (text === undefined) throw new Error(`ConfigMap ${object.metadata.name} carries no operation record`);
  const record = JSON.parse(text) as OperationRecord;
  if (record.schema > recordSchema) throw newerSchema(record);
  return { record, resourceVersion: object.metadata.resourceVersion ?? "" };
}

function newerSchema(record: OperationRecord): Fault {
  return new Fault("newer-schema", `Operation ${record.id} was written by a newer Holdfast.`, {
    reason: `Its record has schema ${record.schema}; this program knows schemas up to ${recordSchema}.`,
    remedy: "Use the Holdfast program of the version that started the operation, or a newer one.",
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(record.id)}`,
  });
}
