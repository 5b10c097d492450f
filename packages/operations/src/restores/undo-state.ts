import type { BackupSet } from "@holdfast/domain";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { restoredInPart } from "./cancel-restore.ts";
import { firstDeletingStep } from "./restore-input.ts";
import { restoreKind } from "./restore-operation.ts";

/** Whether what a restore replaced can be brought back. */
export type UndoState =
  | { readonly kind: "can"; readonly set: string; readonly applications: readonly string[]; readonly until?: string }
  | { readonly kind: "cannot"; readonly reason: string };

interface Surroundings {
  readonly records: readonly OperationRecord[];
  readonly sets: readonly BackupSet[];
}

/** Judged by what is there now: the operations' records and the backup sets. */
export function undoState(restore: OperationRecord, { records, sets }: Surroundings): UndoState {
  const { id, state } = restore;
  if (state.stage !== "failed" && !isFinished(restore)) return cannot(`it is ${state.stage}`);
  const undoing = records.find((record) => undoneBy(record) === id && changedSomething(record));
  if (undoing !== undefined) return cannot(wordUndo(undoing));
  if (state.stage === "failed" && !restore.journal.some(({ step }) => step === firstDeletingStep)) {
    return cannot("it ended before it deleted anything");
  }
  if (state.stage === "cancelled" && !endedInPart.some((start) => state.left.startsWith(start)))
    return cannot("it was cancelled");
  const names = records.flatMap(({ root, subject }) =>
    root === id && subject.kind === "backup-set" ? [subject.name] : [],
  );
  if (names.length === 0) return cannot("no safety snapshot was taken before it");
  const set = sets.find((one) => names.includes(one.name) && one.state === "complete");
  if (set === undefined) return cannot("its safety snapshot is gone: it has expired or was deleted");
  const applications = set.members.flatMap(({ part }) => (part.kind === "application" ? [part.slug] : []));
  return {
    kind: "can",
    set: set.name,
    applications,
    ...(set.expiresAt === undefined ? {} : { until: set.expiresAt }),
  };
}

/** How a cancelled restore ends that left something changed. */
const endedInPart = ["given up", restoredInPart] as const;

function changedSomething({ state, journal }: OperationRecord): boolean {
  if (state.stage === "cancelled") return false;
  return state.stage !== "failed" || journal.some(({ step }) => step === firstDeletingStep);
}

function wordUndo({ id, state }: OperationRecord): string {
  switch (state.stage) {
    case "done":
    case "cancelled":
      return `it was undone by ${id}`;
    case "failed":
      return `its undo ${id} failed and is to be ended first: \`holdfast operation resume ${id}\`, or \`holdfast operation cancel ${id}\``;
    case "pending":
    case "running":
    case "stopped":
      return `${id} is undoing it: \`holdfast operation resume ${id}\` where nobody drives it`;
  }
}

/** The restore that an operation takes back. */
function undoneBy({ kind, input }: OperationRecord): string | undefined {
  if (kind !== restoreKind) return undefined;
  const { undoes } = (input ?? {}) as { readonly undoes?: unknown };
  return typeof undoes === "string" ? undoes : undefined;
}

function cannot(reason: string): UndoState {
  return { kind: "cannot", reason };
}
