import type { Context } from "../context.ts";
import { releaseLock, takeLock } from "../locks/hold-lock.ts";
import { isSameSubject } from "../locks/lock.ts";
import type { LockSubject } from "../locks/lock.ts";
import { isChild } from "../records/operation-record.ts";
import type { Driver } from "../records/operation-record.ts";
import { makeJob } from "./job.ts";
import type { RecordHandle } from "./record-handle.ts";
import type { Job, OperationDefinition } from "./step.ts";

/** One driver's run of one operation. */
export interface Drive<Input> {
  readonly context: Context;
  readonly definition: OperationDefinition<Input>;
  readonly handle: RecordHandle;
  readonly driver: Driver;
}

export function jobOf<Input>(drive: Drive<Input>): Job<Input> {
  const job: Job<Input> = makeJob<Input>(drive, () => releaseLocks(drive, drive.definition.locks(job)));
  return job;
}

/** Takes the locks that are needed from here on, and lets go of the others. Faults: locked. */
export async function alignLocks<Input>(drive: Drive<Input>, job: Job<Input>): Promise<void> {
  const { context, definition, handle } = drive;
  const wanted = definition.locks(job);
  const { root, requestedBy, createdAt } = handle.record;
  const work = definition.describe(job.input);
  const insteadOf = definition.takesOverFrom?.(job.input);
  const holder = { root, work, requestedBy, keptBy: "record", takenAt: createdAt } as const;
  const wish = insteadOf === undefined ? holder : { ...holder, insteadOf };
  for (const subject of wanted) await takeLock(context, subject, wish);
  await releaseLocks(drive, wanted);
}

/** Lets go of everything that the operation may hold but `wanted`. A child's locks are its root's. */
export async function releaseLocks<Input>(drive: Drive<Input>, wanted: readonly LockSubject[]): Promise<void> {
  const { context, handle } = drive;
  if (isChild(handle.record)) return;
  for (const subject of possibleLocks(drive)) {
    if (wanted.some((lock) => isSameSubject(lock, subject))) continue;
    await releaseLock(context.kubernetes, subject, handle.record.root);
  }
}

/** Every lock the operation may hold: what it named before its first step. */
function possibleLocks<Input>(drive: Drive<Input>): readonly LockSubject[] {
  const job = makeJob<Input>(drive, () => Promise.resolve());
  return drive.definition.locks({ ...job, hasResult: () => false, soFar: () => undefined });
}
