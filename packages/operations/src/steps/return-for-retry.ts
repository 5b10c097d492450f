import type { OperationRecord } from "../records/operation-record.ts";
import type { OperationDefinition } from "./step.ts";

/**
 * A failed operation as it is taken up again: it may have to go back, so the journal is cut before the step that the
 * failed one names. Others are returned as they are.
 */
export function returnForRetry<Input>(
  definition: OperationDefinition<Input>,
  record: OperationRecord,
): OperationRecord {
  if (record.state.stage !== "failed") return record;
  const failed = record.state.step;
  const from = definition.steps.find((step) => step.name === failed)?.retryFrom;
  const cut = record.journal.findIndex((entry) => entry.step === from);
  const { soFar: _soFar, ...kept } = record;
  return { ...kept, journal: cut < 0 ? record.journal : record.journal.slice(0, cut), state: { stage: "pending" } };
}
