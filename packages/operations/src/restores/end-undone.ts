import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { compactRecord } from "../records/compact-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { findRecord, replaceRecord } from "../records/store-record.ts";
import type { Job } from "../steps/step.ts";
import { partSteps } from "./restore-input.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import { endedParts, partId } from "./restore-part.ts";
import type { EndedPart } from "./restore-part.ts";

/** How a restore, or a part of it, ends that an undo has brought back; the undo's id follows. */
export const undoneWord = "undone by ";

/**
 * What was undone of a failed restore is over: nobody has to resume it any more. When nothing else of it is left to do,
 * the restore is over, too; else it stays failed, and locked is what is still half done. Asked for each part as soon as
 * it is back: from then on it is in use, and must not be taken for half done any more. Safe to run again.
 */
export async function endUndone(job: Job<RestoreOperationInput>, slugs: readonly string[]): Promise<void> {
  const { context, input, id, requestedBy } = job;
  const { undoes } = input;
  if (undoes === undefined) return;
  const stored = await findRecord(context.kubernetes, undoes);
  if (stored === undefined || stored.record.state.stage === "done") return;
  const end = { at: new Date(context.clock.now()).toISOString(), by: requestedBy, left: `${undoneWord}${id}` };
  // The parts first: when this is cut off, the restore still says that it failed, and this runs again.
  for (const slug of slugs)
    await cancelRecord(context, await findRecord(context.kubernetes, partId(undoes, slug)), end);
  // One that was resumed meanwhile waits for the locks that this undo has, and then finds the parts ended.
  if (stored.record.state.stage !== "failed") return;
  const rest = withoutUndone(stored.record, slugs);
  if (leftToDo(rest).every((part) => slugs.includes(part)))
    return cancelRecord(context, { ...stored, record: rest }, end);
  await replaceUnlessGone(context, { ...stored, record: rest });
}

interface End {
  readonly at: string;
  readonly by: string;
  readonly left: string;
}

async function cancelRecord(context: Context, stored: StoredRecord | undefined, end: End): Promise<void> {
  if (stored === undefined || stored.record.state.stage === "cancelled") return;
  const record = compactRecord({ ...stored.record, state: { stage: "cancelled", ...end } });
  await replaceUnlessGone(context, { ...stored, record });
}

async function replaceUnlessGone(context: Context, stored: StoredRecord): Promise<void> {
  try {
    await replaceRecord(context.kubernetes, stored);
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
}

/** The failed restore as it goes on: neither restored again nor locked is what was undone. */
function withoutUndone(record: OperationRecord, slugs: readonly string[]): OperationRecord {
  const { state } = record;
  if (state.stage !== "failed") return record;
  const holds = state.holds.filter((held) => held.kind !== "application" || !slugs.includes(held.slug));
  const journal = record.journal.map((entry) => {
    if (entry.step !== partSteps.applications) return entry;
    const ended = (entry.result ?? []) as readonly EndedPart[];
    return { ...entry, result: ended.map((one) => (slugs.includes(one.part) ? undoneOf(one) : one)) };
  });
  return { ...record, journal, state: { ...state, holds } };
}

function undoneOf({ part }: EndedPart): EndedPart {
  return { outcome: "undone", part };
}

/** Parts that are neither restored nor undone. */
function leftToDo(record: OperationRecord): readonly string[] {
  const { applications, console } = record.input as RestoreOperationInput;
  const parts = [...applications.map(({ slug }) => slug), ...(console === undefined ? [] : ["console"])];
  const ended = endedParts(record);
  return parts.filter((part) => !ended.some((one) => one.part === part && one.outcome !== "failed"));
}
