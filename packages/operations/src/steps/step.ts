import type { Fault } from "@holdfast/domain";
import type { Context, Progress } from "../context.ts";
import type { LockSubject } from "../locks/lock.ts";
import type { CancelRequest, Driver, OperationRecord } from "../records/operation-record.ts";

export type StepOutcome<Result> =
  /** Recorded; never run again. `result` is plain JSON and is what later steps read. */
  | { readonly kind: "done"; readonly result: Result }
  /** Not yet; run again after this time. */
  | { readonly kind: "waiting"; readonly retryAfterSeconds: number };

/**
 * One part of an operation. It is safe to run twice: a crash between its last act and its record runs it again.
 * Faults end the operation as failed; a short loss of the API server, and
 * an object that somebody else wrote at the same time, only make it run again.
 */
export interface Step<Input, Result = unknown> {
  readonly name: string;
  /** How long one driver tries it before it is a deadline-passed Fault. */
  readonly deadlineSeconds: number;
  /** Its result is small and stays in the record when the operation is over. */
  readonly keepsResult?: true;
  /** After a failure, resuming begins at this earlier step again. Absent: at the failed step itself. */
  readonly retryFrom?: string;
  /** `signal` aborts waits when the driver stops or lost the record; what is shorter than a wait runs to its end. */
  run(job: Job<Input>, signal: AbortSignal): Promise<StepOutcome<Result>>;
}

/** What a step is given. */
export interface Job<Input> {
  readonly context: Context;
  /** The operation's id; names derive from it. */
  readonly id: string;
  /** The operation under whose locks this runs. */
  readonly root: string;
  readonly createdAt: string;
  /** Who asked for the operation; the driver may run as somebody else. */
  readonly requestedBy: string;
  /** Who drives now; drives the children, too. */
  readonly driver: Driver;
  readonly input: Input;
  /** Only while it is cancelled. */
  readonly cancel: CancelRequest | undefined;
  /** How often the operation was driven; grows with every resume. */
  readonly epoch: number;
  /** The recorded result of an earlier step. Asking for a step that has none is a bug. */
  readonly resultOf: <Result>(step: Step<Input, Result>) => Result;
  readonly hasResult: (step: Step<Input>) => boolean;
  /** What a step that has not ended had saved. */
  readonly soFar: <Result>(step: Step<Input, Result>) => Result | undefined;
  /** Records what a long step has come to so far, and lets go of the locks that are not needed any more. */
  readonly saveSoFar: <Result>(step: Step<Input, Result>, result: Result) => Promise<void>;
  /** For who waits here and for who follows the record. */
  readonly report: (progress: Progress) => void;
}

/** A kind of operation: a straight list of steps. */
export interface OperationDefinition<Input> {
  readonly kind: string;
  readonly steps: readonly Step<Input>[];
  /** For a person, lower case: "restore of guestbook". */
  describe(input: Input): string;
  /** The locks that are needed from here on; asked before every step. Those no longer named are released. */
  locks(job: Job<Input>): readonly LockSubject[];
  /** What is said at the end. */
  summary(job: Job<Input>): string;
  /** It needs the rights of who asked for it, so that controllers leave it to the CLI. Absent: anybody drives it. */
  onlyCli?(input: Input): boolean;
  /** The failed operation whose locks this one takes over: what an undo begins from. Absent: none. */
  takesOverFrom?(input: Input): string | undefined;
  /** What stays locked when it fails: what nobody may touch before it is resumed, undone or given up. Part of `locks`. Absent:
   * nothing. */
  locksAfterFailure?(job: Job<Input>): readonly LockSubject[];
  /** What a failed one may have left half done without keeping it locked; told to whoever gives it up. Absent: nothing. */
  leavesHalfDone?(record: OperationRecord): readonly LockSubject[];
  /** Absent: it cannot be cancelled. */
  readonly cancellation?: Cancellation<Input>;
}

export interface Cancellation<Input> {
  /** Why it is too late, with the ways out. Judged on the record that the request is written to. */
  refuse(record: OperationRecord): Fault | undefined;
  /** Takes back what was done; safe to run twice. Returns what is said at the end. */
  takeBack(job: Job<Input>, signal: AbortSignal): Promise<StepOutcome<string>>;
}

export function done(): StepOutcome<null>;
export function done<Result>(result: Result): StepOutcome<Result>;
export function done<Result>(result?: Result): StepOutcome<Result | null> {
  return { kind: "done", result: result ?? null };
}
