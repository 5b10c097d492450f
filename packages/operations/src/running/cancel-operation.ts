import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { releaseLock } from "../locks/hold-lock.ts";
import { describeSubject } from "../locks/lock.ts";
import { compactRecord } from "../records/compact-record.ts";
import { recordObjectName } from "../records/encode-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import { isFinished } from "../records/operation-record.ts";
import type { LockSubject, OperationRecord } from "../records/operation-record.ts";
import { readRecord, replaceRecord } from "../records/store-record.ts";
import { definitionOf } from "./definitions.ts";
import { refuseChild } from "./refuse-child.ts";

/** A driver writes a sign of life every few seconds, and each makes the request be judged again. */
const tries = 20;

/**
 * Asks for the end of an operation: from now on whoever drives it takes back what was done; carry it out, it is
 * cancelled when it is finished. Its former driver loses the record by the same write. Safe to ask twice.
 * Faults: operation-not-found, newer-schema, invalid-argument (a part of another operation), not-cancellable with the
 * reason and the ways out.
 */
export async function cancelOperation(context: Context, id: string): Promise<OperationRecord> {
  return judgeAndWrite(context, id, (record) => {
    if (record.cancel !== undefined) return record;
    const refused = whyNotCancelled(record);
    if (refused !== undefined) throw refused;
    const wasDriven = record.state.stage === "running";
    const cancel = { by: context.requestedBy, at: isoNow(context), wasDriven };
    return { ...record, cancel, epoch: record.epoch + 1, state: { stage: "pending" } };
  });
}

/** Why an operation cannot be cancelled as it stands, with the ways out; undefined when it can be asked for. */
export function whyNotCancelled(record: OperationRecord): Fault | undefined {
  if (isFinished(record)) return hasEnded(record);
  const cancellation = definitionOf(record.kind)?.cancellation;
  if (cancellation === undefined)
    return notCancellable(record, `Operations of the kind ${record.kind} run to their end.`);
  return cancellation.refuse(record);
}

/** What a failed operation left half done and keeps locked, to be shown before it is given up. Faults: as above. */
export async function planGivingUp(context: Context, id: string): Promise<readonly LockSubject[]> {
  const { record } = await readRecord(context.kubernetes, id);
  return heldBy(record);
}

/**
 * Ends a failed operation as it is: nothing is taken back, and what it kept locked may be worked on again.
 * Faults: as cancelOperation.
 */
export async function giveUpOperation(context: Context, id: string): Promise<OperationRecord> {
  let held: readonly LockSubject[] = [];
  const ended = await judgeAndWrite(context, id, (record) => {
    held = heldBy(record);
    const left = `given up; ${held.map(describeSubject).join(", ")} ${held.length === 1 ? "is" : "are"} left half done`;
    return compactRecord({
      ...record,
      state: { stage: "cancelled", at: isoNow(context), by: context.requestedBy, left },
    });
  });
  for (const subject of held) await releaseLock(context.kubernetes, subject, id);
  return ended;
}

function heldBy(record: OperationRecord): readonly LockSubject[] {
  refuseChild(record);
  if (isFinished(record)) throw hasEnded(record);
  const left = leftHalfDone(record);
  if (left.length > 0) return left;
  throw notCancellable(
    record,
    record.state.stage === "failed"
      ? "It failed and left nothing half done, so that there is nothing to give up."
      : `It has not failed; it is ${record.state.stage}.`,
  );
}

/** What giving it up would leave; nothing, unless it failed. */
export function leftHalfDone(record: OperationRecord): readonly LockSubject[] {
  if (record.state.stage !== "failed") return [];
  const { holds } = record.state;
  return holds.length > 0 ? holds : (definitionOf(record.kind)?.leavesHalfDone?.(record) ?? []);
}

async function judgeAndWrite(
  context: Context,
  id: string,
  change: (record: OperationRecord) => OperationRecord,
): Promise<OperationRecord> {
  try {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await readRecord(context.kubernetes, id);
      refuseChild(stored.record);
      const wanted = change(stored.record);
      if (wanted === stored.record) return wanted;
      const written = await replaceUnlessMoved(context, { ...stored, record: wanted });
      if (written !== undefined) return written.record;
    }
  } catch (error) {
    throw fromApiError(error);
  }
  throw new Fault("lost-record", `Operation ${id} is written to all the time; it was not cancelled.`, {
    remedy: `Try again. What it does: \`holdfast operation show ${id}\`.`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
  });
}

async function replaceUnlessMoved(context: Context, stored: StoredRecord): Promise<StoredRecord | undefined> {
  try {
    return await replaceRecord(context.kubernetes, stored);
  } catch (error) {
    if (isApiError(error, "Conflict")) return undefined;
    throw error;
  }
}

function hasEnded(record: OperationRecord): Fault {
  return notCancellable(record, `It has ended: ${record.state.stage}.`);
}

function notCancellable({ id }: OperationRecord, reason: string): Fault {
  return new Fault("not-cancellable", `Operation ${id} cannot be cancelled; nothing was changed.`, {
    reason,
    remedy: `Look at it with \`holdfast operation show ${id}\`.`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
  });
}

function isoNow(context: Context): string {
  return new Date(context.clock.now()).toISOString();
}
