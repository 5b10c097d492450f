import { Fault, viewFault } from "@holdfast/domain";
import type { FaultView } from "@holdfast/domain";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { findRecord, readRecord } from "../records/store-record.ts";
import { runChild } from "../steps/run-child.ts";
import type { Child } from "../steps/run-child.ts";
import type { Job } from "../steps/step.ts";
import { firstDeletingStep, partSteps } from "./restore-input.ts";

/** A child that restores one part: an application (`part` is its slug), or the console ("console"). */
export interface Part<Input> extends Child<Input> {
  readonly part: string;
}

/** How the restore of one part ended. */
export type EndedPart =
  | { readonly outcome: "done"; readonly part: string }
  /** An undo of this restore has brought back what was there before. */
  | { readonly outcome: "undone"; readonly part: string }
  /** `began`: something of it may have been deleted. */
  | { readonly outcome: "failed"; readonly part: string; readonly began: boolean; readonly fault: FaultView };

/**
 * A part that has not begun begins only with what `before` asks for; one that has begun goes on to its end. Its Fault is
 * that part's outcome.
 */
export async function beginPart<Input>(
  job: Job<unknown>,
  child: Part<Input>,
  before: () => Promise<void>,
): Promise<EndedPart | undefined> {
  const record = (await findRecord(job.context.kubernetes, child.id))?.record;
  if (record !== undefined && (isFinished(record) || hasBegun(record))) return undefined;
  try {
    await before();
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { outcome: "failed", part: child.part, began: false, fault: viewFault(error) };
  }
}

/** A child that failed is an outcome; whatever else is thrown is the driver's own. */
export async function restorePart<Input>(
  job: Job<unknown>,
  child: Part<Input>,
  signal: AbortSignal,
): Promise<EndedPart> {
  const { part } = child;
  try {
    const { state } = await runChild(job, child, signal);
    return { outcome: state.stage === "cancelled" ? "undone" : "done", part };
  } catch (error) {
    if (!(error instanceof Fault) || signal.aborted) throw error;
    const { record } = await readRecord(job.context.kubernetes, child.id);
    if (record.state.stage !== "failed") throw error;
    return { outcome: "failed", part, began: hasBegun(record), fault: record.state.fault };
  }
}

/** What a restore's record says of its parts; of a compacted one nothing is known any more. */
export function endedParts({ journal }: OperationRecord): readonly EndedPart[] {
  const names: readonly string[] = Object.values(partSteps);
  return journal.flatMap(({ step, result }) => (names.includes(step) ? ((result ?? []) as readonly EndedPart[]) : []));
}

/** The record of the child that restores a part. */
export function partId(restore: string, part: string): string {
  return `${restore}-${part}`;
}

/** Something of it may have been deleted. */
export function hasBegun({ journal }: OperationRecord): boolean {
  return journal.some(({ step }) => step === firstDeletingStep);
}
