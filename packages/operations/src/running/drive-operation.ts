import { hostname } from "node:os";
import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { recordObjectName } from "../records/encode-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import { isFinished } from "../records/operation-record.ts";
import type { Driver } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";
import { keepArtefacts } from "../restores/kept-artefacts.ts";
import { runOperation } from "../steps/run-operation.ts";
import type { DriveOutcome } from "../steps/run-operation.ts";
import { definitionOf } from "./definitions.ts";
import { pruneRecords } from "./prune-records.ts";
import { refuseChild } from "./refuse-child.ts";
import { isFree, observeDrivers } from "./observe-driver.ts";

export interface DriveOptions {
  readonly role: Driver["role"];
  /** Take the record even when its driver still shows signs of life. */
  readonly takeOver?: boolean;
}

const driverIdLength = 12;

export function newDriver(context: Context, role: Driver["role"]): Driver {
  return { id: context.randomId(driverIdLength), role, host: hostname() };
}

/**
 * Drives one operation to its end, or until the signal. When another driver has it, waits as long as it takes to know
 * that it is silent. Faults: operation-not-found, invalid-argument (a part of another operation), newer-schema, locked (the driver is alive), lost-record.
 */
export async function driveOperation(context: Context, id: string, options: DriveOptions): Promise<DriveOutcome> {
  const stored = await retryTransient(context, () => readRecord(context.kubernetes, id));
  refuseChild(stored.record);
  if (isFinished(stored.record)) return { kind: "done", record: stored.record };
  const ready = options.takeOver === true || isFree(stored) ? stored : await awaitSilence(context, stored);
  return driveRecord(context, ready, newDriver(context, options.role));
}

/** Drives a record that the caller found free or silent. */
export async function driveRecord(context: Context, stored: StoredRecord, driver: Driver): Promise<DriveOutcome> {
  const definition = definitionOf(stored.record.kind);
  if (definition === undefined) throw unknownKind(stored);
  const reading = context.artefacts === undefined ? { ...context, artefacts: keepArtefacts(context.clock) } : context;
  const outcome = await runOperation(reading, definition, stored, driver);
  if (outcome.kind === "done") await prune(context);
  return outcome;
}

/** The operation is over; what cannot be tidied up now is at the end of the next one. */
async function prune(context: Context): Promise<void> {
  try {
    await pruneRecords(context);
  } catch (error) {
    if (!isApiError(error)) throw error;
  }
}

async function awaitSilence(context: Context, first: StoredRecord): Promise<StoredRecord> {
  const observer = observeDrivers(() => context.clock.now());
  let stored = first;
  for (let left = observer.untilSilent(stored); left > 0; left = observer.untilSilent(stored)) {
    context.report({ message: `Looking whether operation ${stored.record.id} is still driven by another program` });
    await context.clock.sleep(Math.min(left, 1000), context.signal);
    stored = await retryTransient(context, () => readRecord(context.kubernetes, first.record.id));
    if (isFinished(stored.record) || isFree(stored)) return stored;
    if (stored.resourceVersion !== first.resourceVersion) throw alreadyDriven(stored);
  }
  return stored;
}

function alreadyDriven({ record }: StoredRecord): Fault {
  const driver = record.state.stage === "running" ? record.state.driver : undefined;
  const who = driver === undefined ? "Another program" : `A ${driver.role} on ${driver.host}`;
  return new Fault("locked", `Operation ${record.id} is being driven already.`, {
    reason: `${who} has just written to it.`,
    remedy: `Follow it with \`holdfast operation show ${record.id}\`; if that program is stuck: \`holdfast operation resume ${record.id} --take-over\`.`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(record.id)}`,
  });
}

function unknownKind({ record }: StoredRecord): Fault {
  return new Fault("newer-schema", `This program cannot drive an operation of the kind "${record.kind}".`, {
    reason: "The operation was started by a Holdfast that knows more kinds.",
    remedy: "Use the Holdfast program that started it, or a newer one.",
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(record.id)}`,
  });
}
