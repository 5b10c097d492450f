import { Fault, refuseStopping } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { requireRights } from "../installation/rights.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import type { LockSubject, OperationRecord, Subject } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { halfDoneOf } from "./half-done.ts";
import { previewRestore } from "./preview-restore.ts";
import { restoreKind } from "./restore-operation.ts";
import { restoreRights } from "./restore-rights.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import type { RestorePreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

const idLength = 6;

/**
 * Writes the operation that restores what was previewed and confirmed; drive or follow it. With `confirmedHash` of an
 * earlier preview it is planned anew here. Faults: as previewRestore, checks-refused, plan-changed, and locked.
 */
export async function createRestore(
  context: Context,
  request: RestoreRequest,
  confirmed: RestorePreview | { readonly confirmedHash: string },
): Promise<OperationRecord> {
  const preview = "confirmedHash" in confirmed ? await previewRestore(context, request) : confirmed;
  if ("confirmedHash" in confirmed) requireSamePlan(preview, confirmed.confirmedHash);
  return recordRestore(context, { ...preview, request });
}

/** The preview's own request may lack what was accepted after it was shown. */
export async function recordRestore(
  context: Context,
  { request, ...preview }: RestorePreview,
  undone?: OperationRecord,
): Promise<OperationRecord> {
  refuseStopping(preview.checks, request.accepted);
  const slugs = preview.applications.map(({ input: { slug } }) => slug);
  const input: RestoreOperationInput = {
    set: preview.backup.set,
    request,
    planHash: preview.hash,
    applications: preview.applications.map((application) => application.input),
    ...(preview.console === undefined ? {} : { console: preview.console.input }),
    safety: preview.safety,
    ...(undone === undefined ? {} : { undoes: undone.id, inherits: halfDoneOf(undone, slugs) }),
  };
  await requireRights(context, restoreRights(input.applications), "restore");
  await refuseLocked(context, locksOf(request, slugs), undone === undefined ? [] : [undone.id]);
  const id = `restore-${context.randomId(idLength)}`;
  const record = newRecord(context, { id, kind: restoreKind, subject: subjectOf(request, slugs), input });
  return (await createRecord(context.kubernetes, record)).record;
}

function locksOf({ scope }: RestoreRequest, slugs: readonly string[]): readonly LockSubject[] {
  const applications = slugs.map((slug) => ({ kind: "application", slug }) as const);
  return scope.kind === "applications" ? applications : [{ kind: "instance" }, ...applications];
}

function subjectOf({ scope }: RestoreRequest, slugs: readonly string[]): Subject {
  if (scope.kind !== "applications") return { kind: "instance" };
  const [only, ...more] = slugs;
  return only !== undefined && more.length === 0
    ? { kind: "application", slug: only }
    : { kind: "applications", slugs };
}

/** Faults: plan-changed, when another plan was confirmed. */
export function requireSamePlan({ hash }: RestorePreview, confirmed: string | undefined): void {
  if (confirmed === undefined || confirmed === hash) return;
  throw new Fault("plan-changed", "What the restore would do has changed since it was shown; nothing was done.", {
    reason: `The plan is ${hash} now.`,
    remedy: "Look at the new plan and confirm it.",
  });
}
