import type { BackupSet } from "@holdfast/domain";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { restoredInPart } from "./cancel-restore.ts";
import { undoneWord } from "./end-undone.ts";
import { firstDeletingStep } from "./restore-input.ts";
import { hasBegun, partId } from "./restore-part.ts";
import { restoreKind } from "./restore-operation.ts";

/** Whether what a restore replaced can be brought back. */
export type UndoState =
  | { readonly kind: "can"; readonly set: string; readonly applications: readonly string[]; readonly until?: string }
  | { readonly kind: "cannot"; readonly reason: string };

interface Surroundings {
  readonly records: readonly OperationRecord[];
  readonly sets: readonly BackupSet[];
}

/**
 * Judged by what is there now: the operations' records and the backup sets. Only what the restore changed is brought
 * back, and only once: what another undo has brought back has gone on since.
 */
export function undoState(restore: OperationRecord, { records, sets }: Surroundings): UndoState {
  const { id, state } = restore;
  if (state.stage !== "failed" && !isFinished(restore)) return cannot(`it is ${state.stage}`);
  const undos = records.filter((record) => undoneBy(record) === id && changedSomething(record));
  const unfinished = undos.find((undo) => !isFinished(undo));
  if (unfinished !== undefined) return cannot(wordUndo(unfinished));
  const reason = undos.length > 0 ? undefined : whyNothingChanged(restore);
  if (reason !== undefined) return cannot(reason);
  const names = records.flatMap(({ root, subject }) =>
    root === id && subject.kind === "backup-set" ? [subject.name] : [],
  );
  if (names.length === 0) return cannot("no safety snapshot was taken before it");
  const set = sets.find((one) => names.includes(one.name) && one.state === "complete");
  const undone = undoneSlugs(id, records);
  if (set === undefined) return cannot(lastWord(undos) ?? "its safety snapshot is gone: it has expired or was deleted");
  const held = set.members.flatMap(({ part }) => (part.kind === "application" ? [part.slug] : []));
  const applications = held.filter((slug) => !undone.includes(slug) && isChanged(restore, slug, records));
  if (applications.length === 0) {
    return cannot(lastWord(undos) ?? "it changed nothing of what its safety snapshot holds");
  }
  return {
    kind: "can",
    set: set.name,
    applications,
    ...(set.expiresAt === undefined ? {} : { until: set.expiresAt }),
  };
}

function whyNothingChanged({ state, journal }: OperationRecord): string | undefined {
  if (state.stage === "failed" && !journal.some(({ step }) => step === firstDeletingStep)) {
    return "it ended before it deleted anything";
  }
  if (state.stage === "cancelled" && !endedInPart.some((start) => state.left.startsWith(start))) {
    return "it was cancelled";
  }
  return undefined;
}

/** The last of the undos says what became of it. */
function lastWord(undos: readonly OperationRecord[]): string | undefined {
  const last = undos.at(-1);
  return last === undefined ? undefined : wordUndo(last);
}

/** Of an undo that ended well everything; of another one what it brought back before it failed or was ended. */
function undoneSlugs(restore: string, records: readonly OperationRecord[]): readonly string[] {
  const isDone = (id: string): boolean => records.some((record) => record.id === id && record.state.stage === "done");
  return records
    .filter((record) => undoneBy(record) === restore)
    .flatMap((undo) => slugsOf(undo).filter((slug) => isDone(undo.id) || isDone(partId(undo.id, slug))));
}

/** A compacted record may have lost what was asked; then what it says it is about tells. */
function slugsOf({ subject }: OperationRecord): readonly string[] {
  switch (subject.kind) {
    case "application":
      return [subject.slug];
    case "applications":
      return subject.slugs;
    case "instance":
    case "backup-set":
      return [];
  }
}

/** Of a restore that ended well everything; else the parts that had begun, which their own records tell. */
function isChanged({ id, state }: OperationRecord, slug: string, records: readonly OperationRecord[]): boolean {
  if (state.stage === "done") return true;
  const part = records.find((record) => record.id === partId(id, slug));
  if (part === undefined || isUndone(part)) return false;
  return part.state.stage === "done" || hasBegun(part);
}

/** How a cancelled restore ends that left something changed. */
const endedInPart = ["given up", restoredInPart, undoneWord] as const;

function isUndone({ state }: OperationRecord): boolean {
  return state.stage === "cancelled" && state.left.startsWith(undoneWord);
}

function changedSomething({ state, journal }: OperationRecord): boolean {
  if (state.stage === "cancelled") return state.left.startsWith(restoredInPart);
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
