import { Fault } from "@holdfast/domain";
import type { RestoreReport } from "@holdfast/domain";
import type { OperationRecord } from "../records/operation-record.ts";

/** The step whose result is the report. */
export const compareStepName = "compare";

/** Faults: restore-failed, when Velero says Completed and left volumes empty that the backup holds. */
export function refuseUnfilled({ volumes }: RestoreReport, operation: string): void {
  if (volumes.filled === volumes.expected) return;
  throw new Fault("restore-failed", "Velero restored the objects, but not all data of the volumes.", {
    reason: volumes.problems.join("; "),
    remedy: `Remove the cause, then restore again with \`holdfast operation resume ${operation}\`: it clears what came back only in part and begins anew.`,
    where: "kubectl -n velero get podvolumerestores",
  });
}

/** What was compared at the end of a restore, as long as its record keeps it. */
export function reportOf({ journal }: OperationRecord): RestoreReport | undefined {
  const result = journal.find(({ step }) => step === compareStepName)?.result;
  return result === undefined || result === null ? undefined : (result as RestoreReport);
}
