import { Fault, viewFault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError, isTransient } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { compactRecord } from "../records/compact-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import type { CancelRequest, Driver, JournalEntry, OperationRecord } from "../records/operation-record.ts";
import { isFinished } from "../records/operation-record.ts";
import { alignLocks, jobOf, releaseLocks } from "./align-locks.ts";
import type { Drive } from "./align-locks.ts";
import { holdRecord } from "./record-handle.ts";
import { returnForRetry } from "./return-for-retry.ts";
import { runStep } from "./run-step.ts";
import type { OperationDefinition, Step } from "./step.ts";

/** How a drive ended. A stop leaves the record for the next driver. */
export type DriveOutcome =
  /** Done or cancelled. */
  | { readonly kind: "done"; readonly record: OperationRecord }
  | { readonly kind: "failed"; readonly record: OperationRecord; readonly fault: Fault }
  | { readonly kind: "stopped"; readonly record: OperationRecord };

/**
 * Drives an operation from the first step without a record to its end; one that is to be cancelled is taken back. The
 * caller has made sure that nobody else drives it; if somebody does, the optimistic lock lets one of the two go on and
 * stops the other. Throws lost-record, and whatever is a bug; a step's Fault ends the operation as failed and is
 * returned.
 */
export async function runOperation<Input>(
  context: Context,
  definition: OperationDefinition<Input>,
  stored: StoredRecord,
  driver: Driver,
): Promise<DriveOutcome> {
  if (isFinished(stored.record)) return { kind: "done", record: stored.record };
  const ready = { ...stored, record: returnForRetry(definition, stored.record) };
  const first = ready.record.cancel === undefined ? nextStep(definition, ready.record)?.name : cancelStepName;
  const begun = { ...ready, record: beginStep(context, ready.record, first ?? "finish", driver) };
  const handle = await retryTransient(context, () => holdRecord(context.kubernetes, begun, driver));
  const drive: Drive<Input> = { context, definition, handle, driver };
  try {
    const { cancel } = handle.record;
    if (cancel !== undefined) return await takeBack(drive, cancel);
    await runSteps(drive);
    return await finish(drive);
  } catch (error) {
    return await endBadly(drive, error);
  }
}

function nextStep<Input>(definition: OperationDefinition<Input>, record: OperationRecord): Step<Input> | undefined {
  return definition.steps.find((step) => !record.journal.some((entry) => entry.step === step.name));
}

function beginStep(context: Context, record: OperationRecord, step: string, driver: Driver): OperationRecord {
  const startedAt = isoNow(context);
  return { ...record, state: { stage: "running", step, startedAt, driver, beat: 0, progress: { message: step } } };
}

async function runSteps<Input>(drive: Drive<Input>): Promise<void> {
  const { context, definition, handle } = drive;
  for (let step = nextStep(definition, handle.record); step !== undefined; step = nextStep(definition, handle.record)) {
    context.signal.throwIfAborted();
    const job = jobOf(drive);
    await retryTransient(context, () => alignLocks(drive, job));
    const startedAt = isoNow(context);
    const result = await runStep({ context, handle, job, step });
    const kept = step.keepsResult === true ? { kept: true as const } : {};
    const entry: JournalEntry = { step: step.name, startedAt, endedAt: isoNow(context), result, ...kept };
    // One write records this step's end and begins the next step: whoever lost the record stops here.
    await retryTransient(context, () => handle.write((record) => endStep(drive, record, entry)));
  }
}

function endStep<Input>(
  { context, definition, driver }: Drive<Input>,
  record: OperationRecord,
  entry: JournalEntry,
): OperationRecord {
  const { soFar: _soFar, ...kept } = record;
  const recorded = { ...kept, journal: [...record.journal.filter((one) => one.step !== entry.step), entry] };
  return beginStep(context, recorded, nextStep(definition, recorded)?.name ?? "finish", driver);
}

async function finish<Input>(drive: Drive<Input>): Promise<DriveOutcome> {
  const summary = drive.definition.summary(jobOf(drive));
  return end(drive, { stage: "done", at: isoNow(drive.context), summary });
}

/** What a cancelled operation does instead of its steps. */
const cancelStepName = "cancel";
const cancelSeconds = 24 * 3600;

async function takeBack<Input>(drive: Drive<Input>, { by }: CancelRequest): Promise<DriveOutcome> {
  const { context, definition, handle } = drive;
  const { cancellation } = definition;
  if (cancellation === undefined) throw new Error(`Operations of the kind ${definition.kind} cannot be cancelled`);
  const step: Step<Input, string> = {
    name: cancelStepName,
    deadlineSeconds: cancelSeconds,
    run: (job, signal) => cancellation.takeBack(job, signal),
  };
  const left = (await runStep({ context, handle, job: jobOf(drive), step })) as string;
  return end(drive, { stage: "cancelled", at: isoNow(context), by, left });
}

async function end<Input>(drive: Drive<Input>, state: OperationRecord["state"]): Promise<DriveOutcome> {
  const { context, handle } = drive;
  await retryTransient(context, async () => {
    await releaseLocks(drive, []);
    await handle.write((record) => compactRecord({ ...record, state }));
  });
  return { kind: "done", record: handle.record };
}

/** Unreachable for longer than anybody waits: nothing can be written, the record stays for the next driver. */
async function endBadly<Input>(drive: Drive<Input>, error: unknown): Promise<DriveOutcome> {
  const { context, definition, handle, driver } = drive;
  const { state } = handle.record;
  const step = state.stage === "running" ? state.step : "finish";
  if (context.signal.aborted) {
    await handle.write((record) => ({ ...record, state: { stage: "stopped", step, at: isoNow(context), driver } }));
    return { kind: "stopped", record: handle.record };
  }
  const fault = fromApiError(error);
  if (!(fault instanceof Fault) || fault.code === "lost-record" || isTransient(error)) throw fault;
  await retryTransient(context, async () => {
    const holds = definition.locksAfterFailure?.(jobOf(drive)) ?? [];
    await handle.write((record) => ({
      ...record,
      state: { stage: "failed", step, at: isoNow(context), fault: viewFault(fault), holds },
    }));
    await releaseLocks(drive, holds);
  });
  return { kind: "failed", record: handle.record, fault };
}

function isoNow(context: Context): string {
  return new Date(context.clock.now()).toISOString();
}
