import type { OperationRecord } from "../records/operation-record.ts";
import { firstDeletingStep, restoreKind } from "./restore-operation.ts";

/**
 * A failed restore that may have deleted what only its backup can bring back: until it is resumed to its end, or a later
 * restore of the same application has ended well.
 */
export function isHalfDone(record: OperationRecord, records: readonly OperationRecord[]): boolean {
  if (record.kind !== restoreKind || record.state.stage !== "failed") return false;
  if (!record.journal.some((entry) => entry.step === firstDeletingStep)) return false;
  return !records.some((other) => isLaterSuccess(other, record));
}

function isLaterSuccess(other: OperationRecord, record: OperationRecord): boolean {
  if (other.kind !== restoreKind || other.state.stage !== "done") return false;
  return subjectOf(other) === subjectOf(record) && Date.parse(other.createdAt) > Date.parse(record.createdAt);
}

function subjectOf({ subject }: OperationRecord): string {
  return JSON.stringify(subject);
}
