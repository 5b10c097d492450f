import type { FaultView } from "@holdfast/domain";
import type { Progress } from "../context.ts";

/** The shape below. A program refuses to drive a record of a newer schema. */
export const recordSchema = 2;

export type Subject =
  | { readonly kind: "instance" }
  | { readonly kind: "application"; readonly slug: string }
  | { readonly kind: "applications"; readonly slugs: readonly string[] }
  | { readonly kind: "backup-set"; readonly name: string };

/** What only one piece of work may touch at a time. The instance's lock excludes every application's, and the reverse. */
export type LockSubject = { readonly kind: "application"; readonly slug: string } | { readonly kind: "instance" };

/** Who does the work: one process. */
export interface Driver {
  readonly id: string;
  readonly role: "cli" | "controller";
  readonly host: string;
}

/** One finished step. `result` is what later steps read; it is plain JSON. */
export interface JournalEntry {
  readonly step: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly result: unknown;
  /** The result stays when the operation is over. */
  readonly kept?: true;
}

export type OperationState =
  /** Written, nobody works on it yet. */
  | { readonly stage: "pending" }
  | {
      readonly stage: "running";
      readonly step: string;
      readonly startedAt: string;
      readonly driver: Driver;
      /** The driver's sign of life; rewritten every few seconds. */
      readonly beat: number;
      readonly progress: Progress;
    }
  /** Its driver let go of it between two steps; anybody may go on. */
  | { readonly stage: "stopped"; readonly step: string; readonly at: string; readonly driver: Driver }
  | FailedState
  | { readonly stage: "done"; readonly at: string; readonly summary: string }
  /** Ended by a person; `left` says what was taken back and what stays. */
  | { readonly stage: "cancelled"; readonly at: string; readonly by: string; readonly left: string };

export interface FailedState {
  readonly stage: "failed";
  readonly step: string;
  readonly at: string;
  readonly fault: FaultView;
  /** What it keeps locked until a person resumes it, undoes it or gives it up: what it left half done. */
  readonly holds: readonly LockSubject[];
}

/** A person wants it to end: whoever drives it from here on takes back instead of going on. */
export interface CancelRequest {
  readonly by: string;
  readonly at: string;
  /** A driver was at work then, and may act until it sees that it lost the record. */
  readonly wasDriven: boolean;
}

/**
 * The operation inside which a child runs. A child has no driver of its own: whoever drives the parent drives it.
 * `epoch` is the parent's when the child was last taken, so that a former driver of the parent that wakes does not take
 * the child from its successor.
 */
interface ParentMark {
  readonly id: string;
  readonly epoch: number;
}

/** Long work with a record. Carries no secret. */
export interface OperationRecord {
  readonly schema: number;
  /** Immutable, made by the creator; other names derive from it. */
  readonly id: string;
  /** Which list of steps: "backup", "restore", "backup-deletion", … */
  readonly kind: string;
  readonly subject: Subject;
  /** The operation whose locks this one works under; its own id unless it is a child. */
  readonly root: string;
  /** Only of a child: who drives it, see `ParentMark`. */
  readonly parent?: ParentMark;
  readonly requestedBy: string;
  readonly createdAt: string;
  /** What was asked; its shape belongs to the kind. */
  readonly input: unknown;
  /** Counts the drivers: each new one adds one. */
  readonly epoch: number;
  readonly journal: readonly JournalEntry[];
  /** What the running step has come to so far, by its name: a new driver of a long step does not begin it anew. */
  readonly soFar?: Readonly<Record<string, unknown>>;
  /** Only when it is to be cancelled. */
  readonly cancel?: CancelRequest;
  readonly state: OperationState;
}

/** Nobody has to do anything: it has ended, or it failed and waits for a person. */
export function isAtRest(record: OperationRecord): boolean {
  return isFinished(record) || record.state.stage === "failed";
}

/** Driven inside another operation, never by itself. */
export function isChild(record: OperationRecord): boolean {
  return record.root !== record.id;
}

/** Done or cancelled: it never goes on. */
export function isFinished(record: Pick<OperationRecord, "state">): boolean {
  switch (record.state.stage) {
    case "done":
    case "cancelled":
      return true;
    case "failed":
    case "stopped":
    case "running":
    case "pending":
      return false;
  }
}
