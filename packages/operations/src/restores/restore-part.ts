import { Fault } from "@holdfast/domain";
import type { FaultView } from "@holdfast/domain";
import { readRecord } from "../records/store-record.ts";
import { runChild } from "../steps/run-child.ts";
import type { Child } from "../steps/run-child.ts";
import type { Job } from "../steps/step.ts";
import { firstDeletingStep } from "./restore-input.ts";

/** A child that restores one part: an application (`part` is its slug), or the console ("console"). */
export interface Part<Input> extends Child<Input> {
  readonly part: string;
}

/** How the restore of one part ended. */
export type EndedPart =
  | { readonly outcome: "done"; readonly part: string }
  /** `began`: something of it may have been deleted. */
  | { readonly outcome: "failed"; readonly part: string; readonly began: boolean; readonly fault: FaultView };

/** A child that failed is an outcome; whatever else is thrown is the driver's own. */
export async function restorePart<Input>(
  job: Job<unknown>,
  child: Part<Input>,
  signal: AbortSignal,
): Promise<EndedPart> {
  const { part } = child;
  try {
    await runChild(job, child, signal);
    return { outcome: "done", part };
  } catch (error) {
    if (!(error instanceof Fault) || signal.aborted) throw error;
    const { record } = await readRecord(job.context.kubernetes, child.id);
    if (record.state.stage !== "failed") throw error;
    const began = record.journal.some(({ step }) => step === firstDeletingStep);
    return { outcome: "failed", part, began, fault: record.state.fault };
  }
}
