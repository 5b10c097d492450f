import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { retryTransient } from "../faults/retry-transient.ts";
import { recordObjectName } from "../records/encode-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import { isFinished, recordSchema } from "../records/operation-record.ts";
import type { OperationRecord, Subject } from "../records/operation-record.ts";
import { createRecord, findRecord } from "../records/store-record.ts";
import { lostRecord } from "./record-handle.ts";
import { runOperation } from "./run-operation.ts";
import type { DriveOutcome } from "./run-operation.ts";
import type { Job, OperationDefinition } from "./step.ts";

/** An operation inside another one. */
export interface Child<Input> {
  readonly definition: OperationDefinition<Input>;
  /** `<parent's id>-<suffix>`, the same at every try. */
  readonly id: string;
  readonly subject: Subject;
  /** What the record is created with; a child that is found keeps its own. */
  readonly input: Input;
}

/**
 * For a step of a parent: creates the child's record, or finds the one of an earlier try, and drives it to its end with
 * the parent's driver. It runs under the root's locks, so it needs none that the root does not hold. Safe to run twice:
 * a child that is done is returned as it is, one that was cut off or failed goes on.
 * Faults: the child's own, when it failed; lost-record, when somebody else drives the parent by now; already-exists.
 */
export async function runChild<Input>(
  job: Job<unknown>,
  child: Child<Input>,
  signal: AbortSignal,
): Promise<OperationRecord> {
  const context = { ...job.context, signal, report: job.report };
  const found = await retryTransient(context, () => findOrCreate(job, child));
  if (isFinished(found.record)) return found.record;
  return endOf(await runOperation<Input>(context, child.definition, marked(job, found), job.driver), signal);
}

/**
 * For a parent that is cancelled: takes back what a child did that has not ended. Safe to run twice. Returns the child as
 * it is at its end, or nothing when it was never begun. Faults: as `runChild`.
 */
export async function cancelChild<Input>(
  job: Job<unknown>,
  child: Pick<Child<Input>, "definition" | "id">,
  signal: AbortSignal,
): Promise<OperationRecord | undefined> {
  const context = { ...job.context, signal, report: job.report };
  const found = await retryTransient(context, () => findRecord(context.kubernetes, child.id));
  if (found === undefined) return undefined;
  const own = requireOwn(job, child, found);
  if (isFinished(own.record)) return own.record;
  const cancel = own.record.cancel ?? job.cancel;
  if (cancel === undefined) throw new Error(`Operation ${job.id} is not being cancelled`);
  const asked = { ...own, record: { ...own.record, cancel } };
  return endOf(await runOperation<Input>(context, child.definition, marked(job, asked), job.driver), signal);
}

function endOf(outcome: DriveOutcome, signal: AbortSignal): OperationRecord {
  switch (outcome.kind) {
    case "done":
      return outcome.record;
    case "failed":
      throw outcome.fault;
    case "stopped":
      throw signal.reason;
  }
}

async function findOrCreate<Input>(job: Job<unknown>, child: Child<Input>): Promise<StoredRecord> {
  const { kubernetes } = job.context;
  const found = await findRecord(kubernetes, child.id);
  if (found !== undefined) return requireOwn(job, child, found);
  try {
    return await createRecord(kubernetes, newRecord(job, child));
  } catch (error) {
    if (!isApiError(error, "AlreadyExists") && !(error instanceof Fault && error.code === "already-exists"))
      throw error;
    const made = await findRecord(kubernetes, child.id);
    if (made === undefined) throw error;
    return requireOwn(job, child, made);
  }
}

function newRecord<Input>(job: Job<unknown>, { definition, id, subject, input }: Child<Input>): OperationRecord {
  return {
    schema: recordSchema,
    id,
    kind: definition.kind,
    subject,
    root: job.root,
    parent: { id: job.id, epoch: job.epoch },
    requestedBy: job.requestedBy,
    createdAt: new Date(job.context.clock.now()).toISOString(),
    input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
}

/** The write that takes the child carries the mark; its optimistic lock makes the comparison hold. */
function marked({ id, epoch }: Job<unknown>, stored: StoredRecord): StoredRecord {
  return { ...stored, record: { ...stored.record, parent: { id, epoch } } };
}

function requireOwn<Input>(
  job: Job<unknown>,
  { definition, id }: Pick<Child<Input>, "definition" | "id">,
  found: StoredRecord,
): StoredRecord {
  const { kind, parent } = found.record;
  if (kind !== definition.kind || parent?.id !== job.id) {
    throw new Fault("already-exists", `There is another operation of the id ${id}.`, {
      reason: `It is a ${kind} and no part of operation ${job.id}.`,
      remedy: "Start the operation again; it gets a new id.",
      where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
    });
  }
  if (parent.epoch > job.epoch) throw lostRecord(job.id);
  return found;
}
