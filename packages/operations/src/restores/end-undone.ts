import { isApiError } from "@holdfast/kubernetes";
import { compactRecord } from "../records/compact-record.ts";
import { findRecord, replaceRecord } from "../records/store-record.ts";
import type { Job } from "../steps/step.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";

/** A failed restore that was undone is over: nobody has to resume it any more. Safe to run again. */
export async function endUndone(job: Job<RestoreOperationInput>): Promise<void> {
  const { context, input, id, requestedBy } = job;
  if (input.undoes === undefined) return;
  const stored = await findRecord(context.kubernetes, input.undoes);
  if (stored?.record.state.stage !== "failed") return;
  const at = new Date(context.clock.now()).toISOString();
  const state = { stage: "cancelled", at, by: requestedBy, left: `undone by ${id}` } as const;
  try {
    await replaceRecord(context.kubernetes, { ...stored, record: compactRecord({ ...stored.record, state }) });
  } catch (error) {
    if (isApiError(error, "NotFound")) return;
    throw error;
  }
}
