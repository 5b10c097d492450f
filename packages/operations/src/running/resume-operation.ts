import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords, readRecord, replaceRecord } from "../records/store-record.ts";
import { returnForRetry } from "../steps/return-for-retry.ts";
import { refuseChild } from "./refuse-child.ts";
import { definitionOf } from "./definitions.ts";

/**
 * Makes a failed operation one that a driver takes up again, from the step where its kind begins again. Others are
 * left as they are: they only need a driver. Faults: operation-not-found, newer-schema, lost-record, invalid-argument (a
 * part of another operation), locked (another one is making it good).
 */
export async function resumeOperation(context: Context, id: string): Promise<OperationRecord> {
  try {
    const stored = await readRecord(context.kubernetes, id);
    refuseChild(stored.record);
    const definition = definitionOf(stored.record.kind);
    if (stored.record.state.stage !== "failed" || definition === undefined) return stored.record;
    await refuseTakenOver(context, id);
    const record = returnForRetry(definition, stored.record);
    return (await replaceRecord(context.kubernetes, { ...stored, record })).record;
  } catch (error) {
    throw fromApiError(error);
  }
}

/** What an undo has brought back would be deleted again. */
async function refuseTakenOver(context: Context, id: string): Promise<void> {
  const records = await listRecords(context.kubernetes);
  const other = records.find(
    ({ record }) => !isFinished(record) && definitionOf(record.kind)?.takesOverFrom?.(record.input) === id,
  )?.record;
  if (other === undefined) return;
  throw new Fault("locked", `Operation ${id} is being taken back by ${other.id}; it was not resumed.`, {
    reason: `${other.id} is ${other.state.stage}.`,
    remedy: `End that one first: \`holdfast operation resume ${other.id}\`, or \`holdfast operation cancel ${other.id}\`.`,
    where: `operation ${other.id}`,
  });
}
