import type { Context } from "../context.ts";
import { releaseLock, takeLock } from "./hold-lock.ts";
import { keepLock } from "./keep-lock.ts";
import type { LockSubject } from "./lock.ts";

/** What a piece of work under a lock is called, for those who find it locked. */
export interface LockedWork {
  /** The root operation's id; work inside an operation passes that operation's root and inherits its lock. */
  readonly operationId: string;
  /** Lower case, as in "Application guestbook is in use: upgrade of guestbook". */
  readonly work: string;
}

/**
 * Runs `work` while this process holds the lock; it is released however the work ends. The signal aborts when the lock
 * is lost or the program is stopped. Inside an operation that holds the lock already, it only runs the work.
 * Faults: locked (also when the lock is lost).
 */
export async function withLock<T>(
  context: Context,
  subject: LockSubject,
  { operationId, work }: LockedWork,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const takenAt = new Date(context.clock.now()).toISOString();
  const holder = { root: operationId, work, requestedBy: context.requestedBy, keptBy: "process", takenAt } as const;
  const taken = await takeLock(context, subject, holder);
  if (taken.kind === "inherited") return run(context.signal);

  const stop = new AbortController();
  const lost = new AbortController();
  const keeping = keepLock(context, taken.lock, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) lost.abort(error);
  });
  try {
    return await run(AbortSignal.any([context.signal, lost.signal]));
  } catch (error) {
    // What is aborted says only that it was; why is what the lock was lost for.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    stop.abort();
    await keeping;
    await releaseLock(context.kubernetes, subject, operationId);
  }
}
