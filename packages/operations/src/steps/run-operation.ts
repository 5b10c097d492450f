import { Fault, viewFault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError, isTransient } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { releaseLock, takeLock } from "../locks/hold-lock.ts";
import type { LockSubject } from "../locks/lock.ts";
import { compactRecord } from "../records/compact-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import type { Driver, JournalEntry, OperationRecord } from "../records/operation-record.ts";
import { makeJob } from "./job.ts";
import { holdRecord } from "./record-handle.ts";
import type { RecordHandle } from "./record-handle.ts";
import { returnForRetry } from "./return-for-retry.ts";
import { runStep } from "./run-step.ts";
import type { Job, OperationDefinition, Step } from "./step.ts";

/** How a drive ended. A stop leaves the record for the next driver. */
export type DriveOutcome =
  | { readonly kind: "done"; readonly record: OperationRecord }
  | { readonly kind: "failed"; readonly record: OperationRecord; readonly fault: Fault }
  | { readonly kind: "stopped"; readonly record: OperationRecord };

/**
 * Drives an operation from the first step without a record to its end. The caller has made sure that nobody else
 * drives it; if somebody does, the optimistic lock lets one of the two go on and stops the other.
 * Throws lost-record, and whatever is a bug; a step's Fault ends the operation as failed and is returned.
 */
export async function runOperation<Input>(
  context: Context,
  definition: OperationDefinition<Input>,
  stored: StoredRecord,
  driver: Driver,
): Promise<DriveOutcome> {
  if (stored.record.state.stage === "done") return { kind: "done", record: stored.record };
  const ready = { ...stored, record: returnForRetry(definition, stored.record) };
  const first = nextStep(definition, ready.record);
  const begun = { ...ready, record: beginStep(context, ready.record, first?.name ?? "finish", driver) };
  const handle = await retryTransient(context, () => holdRecord(context.kubernetes, begun, driver));
  const drive: Drive<Input> = { context, definition, handle, driver };
  try {
    await runSteps(drive);
    return await finish(drive);
  } catch (error) {
    return await endBadly(drive, error);
  }
}

interface Drive<Input> {
  readonly context: Context;
  readonly definition: OperationDefinition<Input>;
  readonly handle: RecordHandle;
  readonly driver: Driver;
}

function nextStep<Input>(definition: OperationDefinition<Input>, record: OperationRecord): Step<Input> | undefined {
  return definition.steps.find((step) => !record.journal.some((entry) => entry.step === step.name));
}

function beginStep(context: Context, record: OperationRecord, step: string, driver: Driver): OperationRecord {
  const startedAt = isoNow(context);
  return { ...record, state: { stage: "running", step, startedAt, driver, beat: 0, progress: { message: step } } };
}

async function runSteps<Input>(drive: Drive<Input>): Promise<void> {
  const { context, definition, handle, driver } = drive;
  for (let step = nextStep(definition, handle.record); step !== undefined; step = nextStep(definition, handle.record)) {
    context.signal.throwIfAborted();
    const job = makeJob<Input>(context, handle, driver);
    await retryTransient(context, () => alignLocks(drive, job));
    const startedAt = isoNow(context);
    const result = await runStep({ context, handle, job, step });
    const entry: JournalEntry = { step: step.name, startedAt, endedAt: isoNow(context), result };
    // One write records this step's end and begins the next step: whoever lost the record stops here.
    await retryTransient(context, () => handle.write((record) => endStep(drive, record, entry)));
  }
}

function endStep<Input>(
  { context, definition, driver }: Drive<Input>,
  record: OperationRecord,
  entry: JournalEntry,
): OperationRecord {
  const journal = [...record.journal.filter((one) => one.step !== entry.step), entry];
  const recorded = { ...record, journal };
  return beginStep(context, recorded, nextStep(definition, recorded)?.name ?? "finish", driver);
}

async function alignLocks<Input>({ context, definition, handle }: Drive<Input>, job: Job<Input>): Promise<void> {
  const wanted = definition.locks(job);
  const { root, id, requestedBy, createdAt } = handle.record;
  const work = definition.describe(job.input);
  for (const subject of wanted) {
    await takeLock(context, subject, { root, work, requestedBy, keptBy: "record", takenAt: createdAt });
  }
  if (root !== id) return;
  for (const subject of possibleLocks(definition, job)) {
    if (!wanted.some((lock) => isSame(lock, subject))) await releaseLock(context.kubernetes, subject, root);
  }
}

/** Every lock the operation may hold: what it named before its first step. */
function possibleLocks<Input>(definition: OperationDefinition<Input>, job: Job<Input>): readonly LockSubject[] {
  return definition.locks({ ...job, hasResult: () => false });
}

function isSame(one: LockSubject, other: LockSubject): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function releaseLocks<Input>({ context, definition, handle, driver }: Drive<Input>): Promise<void> {
  const { root, id } = handle.record;
  if (root !== id) return;
  for (const subject of possibleLocks(definition, makeJob<Input>(context, handle, driver))) {
    await releaseLock(context.kubernetes, subject, root);
  }
}

async function finish<Input>(drive: Drive<Input>): Promise<DriveOutcome> {
  const { context, definition, handle, driver } = drive;
  const summary = definition.summary(makeJob<Input>(context, handle, driver));
  const state = { stage: "done", at: isoNow(context), summary } as const;
  await retryTransient(context, async () => {
    await releaseLocks(drive);
    await handle.write((record) => compactRecord({ ...record, state }));
  });
  return { kind: "done", record: handle.record };
}

/** Unreachable for longer than anybody waits: nothing can be written, the record stays for the next driver. */
async function endBadly<Input>(drive: Drive<Input>, error: unknown): Promise<DriveOutcome> {
  const { context, handle, driver } = drive;
  const { state } = handle.record;
  const step = state.stage === "running" ? state.step : "finish";
  if (context.signal.aborted) {
    await handle.write((record) => ({ ...record, state: { stage: "stopped", step, at: isoNow(context), driver } }));
    return { kind: "stopped", record: handle.record };
  }
  const fault = fromApiError(error);
  if (!(fault instanceof Fault) || fault.code === "lost-record" || isTransient(error)) throw fault;
  await retryTransient(context, async () => {
    await handle.write((record) => ({
      ...record,
      state: { stage: "failed", step, at: isoNow(context), fault: viewFault(fault) },
    }));
    await releaseLocks(drive);
  });
  return { kind: "failed", record: handle.record, fault };
}

function isoNow(context: Context): string {
  return new Date(context.clock.now()).toISOString();
}
