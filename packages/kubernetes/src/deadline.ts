import type { Clock } from "./clock.ts";

export interface Deadline {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** Ends the work early. */
  readonly signal: AbortSignal | undefined;
}

/** Runs work under a signal that aborts when the time has passed or the outer signal aborts, and leaves no timer behind. */
export async function withDeadline<R>(deadline: Deadline, work: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const { clock, milliseconds, signal } = deadline;
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([ended.signal, signal]);
  const timer = abortLater(clock, milliseconds, ended);
  try {
    return await work(either);
  } finally {
    ended.abort();
    await timer;
  }
}

async function abortLater(clock: Clock, milliseconds: number, controller: AbortController): Promise<void> {
  try {
    await clock.sleep(milliseconds, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  controller.abort();
}
