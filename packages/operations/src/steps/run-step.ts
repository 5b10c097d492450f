import { Fault } from "@holdfast/domain";
import type { Context, Progress } from "../context.ts";
import { isTransient, isWriteConflict } from "../faults/from-api-error.ts";
import type { RecordHandle } from "./record-handle.ts";
import type { Job, Step, StepOutcome } from "./step.ts";

/** How often a driver writes a sign of life, and how long it may be silent before others may take the record. */
const beatSeconds = 8;
export const silenceSeconds = 30;
/** A driver that could not write for this long stops acting: it may have lost the record without knowing. */
const selfStopSeconds = 24;
const retrySeconds = 1;

interface StepRun<Input> {
  readonly context: Context;
  readonly handle: RecordHandle;
  readonly job: Job<Input>;
  readonly step: Step<Input>;
}

/** Runs one step until it is done and returns its result. Faults: what the step throws, deadline-passed, lost-record. */
export async function runStep<Input>(run: StepRun<Input>): Promise<unknown> {
  const { context, step } = run;
  const until = context.clock.now() + step.deadlineSeconds * 1000;
  let last: unknown;
  while (context.clock.now() < until) {
    context.signal.throwIfAborted();
    const outcome = await attempt(run, until);
    switch (outcome.kind) {
      case "done":
        return outcome.result;
      case "waiting":
        await context.clock.sleep(outcome.retryAfterSeconds * 1000, context.signal);
        break;
      case "ended-early":
        last = outcome.error;
        await context.clock.sleep(retrySeconds * 1000, context.signal);
        break;
    }
  }
  throw deadlinePassed(run, last);
}

type Attempt = StepOutcome<unknown> | { readonly kind: "ended-early"; readonly error: unknown };

/** One try, with signs of life beside it. The step's signal aborts on a stop, a lost record and the deadline. */
async function attempt<Input>({ context, handle, job, step }: StepRun<Input>, until: number): Promise<Attempt> {
  const ended = new AbortController();
  const broken = new AbortController();
  const progress = { latest: { message: step.name } satisfies Progress as Progress };
  const report = (next: Progress): void => {
    progress.latest = next;
    context.report(next);
  };
  const beating = beat({ context, handle, progress, until, ended: ended.signal, broken });
  try {
    const signal = AbortSignal.any([context.signal, broken.signal]);
    return await step.run({ ...job, report }, signal);
  } catch (error) {
    const cause: unknown = broken.signal.aborted ? broken.signal.reason : error;
    if (context.signal.aborted) throw cause;
    if (cause instanceof DeadlineReached) return { kind: "ended-early", error: new Error(progress.latest.message) };
    if (isTransient(cause) || isWriteConflict(cause)) return { kind: "ended-early", error: cause };
    throw cause;
  } finally {
    ended.abort();
    await beating;
  }
}

interface Beating {
  readonly context: Context;
  readonly handle: RecordHandle;
  readonly progress: { latest: Progress };
  readonly until: number;
  readonly ended: AbortSignal;
  readonly broken: AbortController;
}

async function beat({ context, handle, progress, until, ended, broken }: Beating): Promise<void> {
  let lastWrite = context.clock.now();
  while (!ended.aborted && !broken.signal.aborted) {
    const stop = await sleepUnless(
      context,
      Math.min(beatSeconds * 1000, Math.max(until - context.clock.now(), 1)),
      ended,
    );
    if (stop) return;
    if (context.clock.now() >= until) return broken.abort(new DeadlineReached());
    try {
      await handle.write((record) =>
        record.state.stage === "running"
          ? { ...record, state: { ...record.state, beat: record.state.beat + 1, progress: progress.latest } }
          : record,
      );
      lastWrite = context.clock.now();
    } catch (error) {
      const silent = context.clock.now() - lastWrite >= selfStopSeconds * 1000;
      if (!isTransient(error) || silent) broken.abort(error);
    }
  }
}

/** True when the signal ended the sleep. */
async function sleepUnless(context: Context, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await context.clock.sleep(milliseconds, signal);
    return signal.aborted;
  } catch (error) {
    if (signal.aborted) return true;
    throw error;
  }
}

class DeadlineReached extends Error {}

function deadlinePassed<Input>({ job, step }: StepRun<Input>, last: unknown): Fault {
  const reason =
    last instanceof Error ? `The last that was seen: ${last.message}` : "Nothing failed; it only did not end.";
  return new Fault("deadline-passed", `Step "${step.name}" did not end within ${step.deadlineSeconds} seconds.`, {
    reason,
    remedy: `Look at what it waits for, then go on with \`holdfast operation resume ${job.root}\`.`,
    where: `operation ${job.id}, step ${step.name}`,
    cause: last,
  });
}
