import { Fault } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords, readRecord } from "../records/store-record.ts";
import { refuseChild } from "../running/refuse-child.ts";
import { recordRestore } from "./create-restore.ts";
import { neverReady } from "./half-done.ts";
import { previewRestore } from "./preview-restore.ts";
import { restoreKind } from "./restore-operation.ts";
import type { RestorePreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";
import { undoState } from "./undo-state.ts";
import type { UndoState } from "./undo-state.ts";

type UndoRequest = Pick<RestoreRequest, "safety" | "allowPartiallyFailed" | "accepted">;

/** What undoing a restore would do, to be shown and confirmed. */
export interface UndoPreview {
  readonly restore: OperationRecord;
  readonly undo: Extract<UndoState, { readonly kind: "can" }>;
  /** What was written since then is lost. RFC 3339. */
  readonly losesSince: string;
  readonly preview: RestorePreview;
}

/**
 * Plans the restore of a restore's safety snapshot; changes nothing. Of an application that was left half done and never
 * stood again no further snapshot is taken. Faults: operation-not-found, not-undoable with the reason, as previewRestore.
 */
export async function previewUndo(context: Context, id: string, request: UndoRequest): Promise<UndoPreview> {
  const restore = await readRestore(context, id);
  const [stored, sets] = await Promise.all([listRecords(context.kubernetes), listBackupSets(context)]);
  const records = stored.map(({ record }) => record);
  const undo = undoState(restore, { records, sets });
  if (undo.kind === "cannot") throw notUndoable(id, undo.reason);
  const { set, applications } = undo;
  const { state } = restore;
  const preview = await previewRestore(
    context,
    {
      ...request,
      set,
      scope: { kind: "applications", slugs: applications },
    },
    { own: [id], halfDone: neverReady(restore, applications, records) },
  );
  return { restore, undo, losesSince: "at" in state ? state.at : restore.createdAt, preview };
}

/** Writes the operation that undoes what was previewed and confirmed; drive or follow it. Faults: checks-refused, locked. */
export async function createUndo(context: Context, { restore, preview }: UndoPreview): Promise<OperationRecord> {
  return recordRestore(context, preview, restore);
}

async function readRestore(context: Context, id: string): Promise<OperationRecord> {
  try {
    const { record } = await readRecord(context.kubernetes, id);
    refuseChild(record);
    if (record.kind === restoreKind) return record;
    throw notUndoable(id, `it is a ${record.kind}, not a restore`);
  } catch (error) {
    throw fromApiError(error);
  }
}

function notUndoable(id: string, reason: string): Fault {
  return new Fault("not-undoable", `Operation ${id} cannot be undone; nothing was changed.`, {
    reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    remedy: "Choose a backup instead: `holdfast backup list`, then `holdfast restore create`.",
    where: `operation ${id}`,
  });
}
