import { Fault, operationsNamespace } from "@holdfast/domain";
import { waitFor } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType, decodeRecord, recordObjectName } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { isAtRest } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";

const longestSeconds = 14 * 24 * 3600;

/**
 * Watches an operation that somebody else drives until it is done or failed, and reports its progress. Ends with the
 * signal's reason when this program is stopped; the work itself goes on.
 * Faults: operation-not-found, newer-schema.
 */
export async function followOperation(context: Context, id: string): Promise<OperationRecord> {
  await readRecord(context.kubernetes, id);
  const name = { name: recordObjectName(id), namespace: operationsNamespace };
  const rest = (object: ConfigMap | undefined): boolean => {
    if (object === undefined) return true;
    const { record } = decodeRecord(object);
    report(context, record);
    return isAtRest(record);
  };
  const options = { deadlineSeconds: longestSeconds, clock: context.clock, signal: context.signal };
  const object = await waitFor<ConfigMap>(context.kubernetes, { type: configMapType, name }, rest, options);
  if (object !== undefined) return decodeRecord(object).record;
  throw new Fault("operation-not-found", `The record of operation ${id} was removed while it was followed.`, {
    remedy: "Look at what it worked on: `holdfast backup list`, `holdfast restore list`.",
    where: `ConfigMap ${operationsNamespace}/${name.name}`,
  });
}

function report(context: Context, record: OperationRecord): void {
  const { state } = record;
  switch (state.stage) {
    case "running":
      context.report(state.progress);
      return;
    case "pending":
      context.report({ message: `Waiting for a controller to take up operation ${record.id}` });
      return;
    case "stopped":
      context.report({
        message: `Nobody drives operation ${record.id}; it goes on with \`holdfast operation resume ${record.id}\``,
      });
      return;
    case "done":
    case "failed":
  }
}
