import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { previewRestore } from "./preview-restore.ts";
import { restoreKind } from "./restore-operation.ts";
import type { ApplicationPreview, RestorePreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

const idLength = 6;

/**
 * Writes the operation that restores what was previewed and confirmed; drive or follow it.
 * With `confirmedHash` of an earlier preview it is planned anew here. Faults: as previewRestore, plan-changed, and locked.
 */
export async function createRestore(
  context: Context,
  request: RestoreRequest,
  confirmed: RestorePreview | { readonly confirmedHash: string },
): Promise<OperationRecord> {
  const preview = "confirmedHash" in confirmed ? await previewRestore(context, request) : confirmed;
  if ("confirmedHash" in confirmed && confirmed.confirmedHash !== preview.hash) throw changedSincePreview();
  const { slug, input } = onlyApplication(preview);
  await refuseLocked(context, [{ kind: "application", slug }]);
  const id = `restore-${context.randomId(idLength)}`;
  const record: OperationRecord = {
    schema: recordSchema,
    id,
    kind: restoreKind,
    subject: { kind: "application", slug },
    root: id,
    requestedBy: context.requestedBy,
    createdAt: new Date(context.clock.now()).toISOString(),
    input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
  return (await createRecord(context.kubernetes, record)).record;
}

function onlyApplication({ applications }: RestorePreview): ApplicationPreview {
  const [first, ...more] = applications;
  if (first !== undefined && more.length === 0) return first;
  throw new Fault("invalid-argument", "One operation restores one application.", {
    remedy: "Name one application; restore the others after it.",
  });
}

function changedSincePreview(): Fault {
  return new Fault("plan-changed", "What the restore would do has changed since it was shown; nothing was done.", {
    remedy: "Look at the new plan and confirm it.",
  });
}
