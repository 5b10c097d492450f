import type { LockSubject, OperationRecord } from "../records/operation-record.ts";
import { readyStep } from "./restore-input.ts";
import { partId } from "./restore-part.ts";

/** What a failed operation left half done: until it is resumed to its end, undone or given up. */
export function halfDone({ state }: OperationRecord): readonly LockSubject[] {
  return state.stage === "failed" ? state.holds : [];
}

/** Those of these applications that it left half done. */
export function halfDoneOf(operation: OperationRecord, slugs: readonly string[]): readonly string[] {
  return slugs.filter((slug) => halfDone(operation).some((held) => held.kind === "application" && held.slug === slug));
}

/**
 * Those of them that never stood again. One that did, and only was found wanting afterwards, may have been in use since:
 * what is in it now is worth a snapshot.
 */
export function neverReady(
  operation: OperationRecord,
  slugs: readonly string[],
  records: readonly OperationRecord[],
): readonly string[] {
  const stood = (slug: string): boolean => {
    const part = records.find(({ id }) => id === partId(operation.id, slug));
    return part?.journal.some(({ step }) => step === readyStep) === true;
  };
  return halfDoneOf(operation, slugs).filter((slug) => !stood(slug));
}

/** The backup sets that an operation works with: the one that it reads, and those that it made inside itself. */
export function setsOf(operation: OperationRecord, records: readonly OperationRecord[]): readonly string[] {
  const { set } = (operation.input ?? {}) as { readonly set?: unknown };
  const made = records.flatMap(({ root, subject }) =>
    root === operation.id && subject.kind === "backup-set" ? [subject.name] : [],
  );
  return [...new Set([...(typeof set === "string" ? [set] : []), ...made])];
}
