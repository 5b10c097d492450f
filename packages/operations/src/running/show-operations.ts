import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords, readRecord } from "../records/store-record.ts";

/** Every operation whose record is kept, newest first. */
export async function listOperations(context: Context): Promise<readonly OperationRecord[]> {
  try {
    return (await listRecords(context.kubernetes)).map((stored) => stored.record);
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Faults: operation-not-found, newer-schema. */
export async function showOperation(context: Context, id: string): Promise<OperationRecord> {
  try {
    return (await readRecord(context.kubernetes, id)).record;
  } catch (error) {
    throw fromApiError(error);
  }
}
