import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType, describeSubject, lockName } from "./lock.ts";
import type { HeldLock } from "./lock.ts";

/** How often a holding process writes, and how long it may be silent before it counts as gone. */
const lockBeatSeconds = 5;
export const lockSilenceSeconds = 20;
/** A process that could not write for this long stops acting: others are about to take its lock over. */
const lockSelfStopSeconds = 15;

/** Keeps a process's lock alive until the signal aborts. Rejects when the lock was lost or could not be written. */
export async function keepLock(context: Context, lock: HeldLock, signal: AbortSignal): Promise<void> {
  let lastWrite = context.clock.now();
  for (let beat = 1; !signal.aborted; beat += 1) {
    await context.clock.sleep(lockBeatSeconds * 1000, signal);
    const sentAt = context.clock.now();
    const until = lastWrite + lockSelfStopSeconds * 1000;
    if (await untilMoment(context, until, writeBeat(context, lock, beat))) lastWrite = sentAt;
    else if (context.clock.now() >= until) throw silentLock(lock);
  }
}

/** False when the API server did not take it. Faults: lost-record. */
async function writeBeat({ kubernetes }: Context, lock: HeldLock, beat: number): Promise<boolean> {
  const name = { name: lockName(lock.subject), namespace: operationsNamespace };
  // The uid makes it this lock: a successor of the same name is refused as a conflict.
  const body = { metadata: { uid: lock.uid }, data: { beat: String(beat) } };
  try {
    await kubernetes.patch(configMapType, name, { kind: "merge", body });
    return true;
  } catch (error) {
    if (isApiError(error, "Conflict", "NotFound")) throw lostLock(lock, error);
    return false;
  }
}

/** What the work comes to, or false when the moment is there first: a request may hang longer than the lock holds. */
async function untilMoment({ clock }: Context, moment: number, work: Promise<boolean>): Promise<boolean> {
  const ended = new AbortController();
  const passed = clock.sleep(Math.max(moment - clock.now(), 0), ended.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([work, passed]);
  } finally {
    ended.abort();
  }
}

function lostLock(lock: HeldLock, cause: unknown): Fault {
  return new Fault("locked", `${describeSubject(lock.subject)} was taken over by other work; this work stops.`, {
    reason: "The lock was removed or replaced while this process held it.",
    remedy: "Look at the application's state, then start the command again.",
    where: `ConfigMap ${operationsNamespace}/${lockName(lock.subject)}`,
    cause,
  });
}

function silentLock(lock: HeldLock): Fault {
  return new Fault(
    "lost-record",
    `${describeSubject(lock.subject)} may be taken over by other work; this work stops.`,
    {
      reason: `The lock could not be written for ${lockSelfStopSeconds} seconds; others count it as left after ${lockSilenceSeconds}.`,
      remedy: "See that the API server answers, look at the application's state, then start the command again.",
      where: `ConfigMap ${operationsNamespace}/${lockName(lock.subject)}`,
    },
  );
}
