import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord, replaceRecord } from "../records/store-record.ts";
import { returnForRetry } from "../steps/return-for-retry.ts";
import { refuseChild } from "./refuse-child.ts";
import { definitionOf } from "./definitions.ts";

/**
 * Makes a failed operation one that a driver takes up again, from the step where its kind begins again. Others are
 * left as they are: they only need a driver. Faults: operation-not-found, newer-schema, lost-record, invalid-argument (a part of another operation).
 */
export async function resumeOperation(context: Context, id: string): Promise<OperationRecord> {
  try {
    const stored = await readRecord(context.kubernetes, id);
    refuseChild(stored.record);
    const definition = definitionOf(stored.record.kind);
    if (stored.record.state.stage !== "failed" || definition === undefined) return stored.record;
    const record = returnForRetry(definition, stored.record);
    return (await replaceRecord(context.kubernetes, { ...stored, record })).record;
  } catch (error) {
    throw fromApiError(error);
  }
}
