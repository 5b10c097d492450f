import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { isChild } from "../records/operation-record.ts";
import { listRecords, readRecord } from "../records/store-record.ts";

/** An operation with those that run inside it, oldest first. */
export interface OperationDetail {
  readonly operation: OperationRecord;
  readonly parts: readonly OperationRecord[];
}

/** Every operation whose record is kept, newest first; those inside another one are shown with it. */
export async function listOperations(context: Context): Promise<readonly OperationRecord[]> {
  try {
    const records = (await listRecords(context.kubernetes)).map((stored) => stored.record);
    return records.filter((record) => !isChild(record));
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Faults: operation-not-found, newer-schema. */
export async function showOperation(context: Context, id: string): Promise<OperationDetail> {
  try {
    const { record: operation } = await readRecord(context.kubernetes, id);
    const records = (await listRecords(context.kubernetes)).map((stored) => stored.record);
    const parts = records.filter((record) => record.parent?.id === id);
    return { operation, parts: parts.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt)) };
  } catch (error) {
    throw fromApiError(error);
  }
}
