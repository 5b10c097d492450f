import { gunzipSync, gzipSync } from "node:zlib";
import { Fault, labels, newOutbox, operationsNamespace, outboxSchema } from "@holdfast/domain";
import type { Outbox } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";

/** In the namespace that no backup carries: a restored console tells nothing twice, another instance has its own. */
export const outboxName = { name: "holdfast-notifications", namespace: operationsNamespace } as const;

const attempts = 12;
const plainLimitBytes = 64 * 1024;

export async function readOutbox({ kubernetes }: Context): Promise<Outbox | undefined> {
  const object = await kubernetes.get<ConfigMap>(configMapType, outboxName);
  return object === undefined ? undefined : decodeOutbox(object);
}

/**
 * Changes the outbox under an optimistic lock. `change` only computes: it is asked again with what somebody else wrote
 * meanwhile. What it leaves as it is, is not written.
 */
export async function changeOutbox(context: Context, change: (outbox: Outbox) => Outbox): Promise<Outbox> {
  const { kubernetes, clock } = context;
  for (let attempt = 1; ; attempt += 1) {
    const object = await kubernetes.get<ConfigMap>(configMapType, outboxName);
    const before = object === undefined ? newOutbox(clock.now()) : decodeOutbox(object);
    const after = change(before);
    if (object !== undefined && JSON.stringify(after) === JSON.stringify(before)) return before;
    try {
      const encoded = encodeOutbox(after, object?.metadata.resourceVersion);
      if (object === undefined)
        await inOperationsNamespace(kubernetes, () => kubernetes.create(configMapType, encoded));
      else await kubernetes.replace(configMapType, encoded);
      return after;
    } catch (error) {
      const isRace = isApiError(error, "Conflict") || isApiError(error, "AlreadyExists");
      if (!isRace || attempt === attempts) throw error;
    }
  }
}

function encodeOutbox(outbox: Outbox, resourceVersion: string | undefined): ConfigMap {
  const text = JSON.stringify(outbox);
  const content =
    Buffer.byteLength(text) <= plainLimitBytes
      ? { data: { outbox: text } }
      : { binaryData: { "outbox.gz": gzipSync(text).toString("base64") } };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      ...outboxName,
      labels: { [labels.record]: "notifications" },
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    ...content,
  };
}

/** Faults: newer-schema. */
function decodeOutbox(object: ConfigMap): Outbox {
  const packed = object.binaryData?.["outbox.gz"];
  const text = packed === undefined ? object.data?.["outbox"] : gunzipSync(Buffer.from(packed, "base64")).toString();
  if (text === undefined) throw new Error(`ConfigMap ${outboxName.name} carries no outbox`);
  const outbox = JSON.parse(text) as Outbox;
  if (outbox.schema <= outboxSchema) return outbox;
  throw new Fault("newer-schema", "The notifications in this cluster are kept by a newer Holdfast.", {
    reason: `Their record has schema ${outbox.schema}; this program knows schemas up to ${outboxSchema}.`,
    remedy: "Use the Holdfast program of the version that is installed in the cluster, or a newer one.",
    where: `ConfigMap ${outboxName.namespace}/${outboxName.name}`,
  });
}
