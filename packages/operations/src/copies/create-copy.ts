import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { requireRights } from "../installation/rights.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { restoreRights } from "../restores/restore-rights.ts";
import { copyKind } from "./copy-operation.ts";
import type { CopyInput, CopyRequest, MadeCopyPlan } from "./copy-input.ts";
import { refuseTakenNames } from "./find-copy-basis.ts";
import { makeCopyPlan } from "./make-copy-plan.ts";

/** What a copy would be, to be shown and confirmed. */
export interface CopyPreview extends MadeCopyPlan {
  readonly backedUpAt: string;
  readonly versionLabel: string;
  readonly input: CopyInput;
}

const idLength = 6;
const applicationIdLength = 12;

/** Checks everything that it needs and plans it; changes nothing. Faults: as makeCopyPlan, already-exists, namespace-taken. */
export async function previewCopy(context: Context, request: CopyRequest): Promise<CopyPreview> {
  const { basis, ...made } = await makeCopyPlan(context, request);
  await refuseTakenNames(context, request, basis);
  const { member, velero, application, mapping } = basis;
  const { instance } = member.set;
  const input: CopyInput = {
    set: member.set.name,
    source: request.application,
    slug: request.as,
    backup: member.backup.name,
    backupUid: member.backup.uid,
    veleroNamespace: velero.namespace,
    copyOf: {
      set: member.set.name,
      slug: request.application,
      ...(instance === undefined ? {} : { instance }),
      namespaces: mapping,
    },
    applicationId: context.randomId(applicationIdLength),
    planHash: made.hash,
  };
  const backedUpAt = member.backup.startedAt ?? member.backup.createdAt;
  return { ...made, backedUpAt, versionLabel: application.versionLabel, input };
}

/**
 * Writes the operation that makes the copy as it was previewed and confirmed; drive or follow it.
 * With `confirmedHash` of an earlier preview it is planned anew here. Faults: as previewCopy, plan-changed, missing-rights, locked.
 */
export async function createCopy(
  context: Context,
  request: CopyRequest,
  confirmed: CopyPreview | { readonly confirmedHash: string },
): Promise<OperationRecord> {
  const preview = "confirmedHash" in confirmed ? await previewCopy(context, request) : confirmed;
  if ("confirmedHash" in confirmed && confirmed.confirmedHash !== preview.hash) throw changedSincePreview();
  const { input } = preview;
  const subject = { kind: "application", slug: input.slug } as const;
  const { veleroNamespace, copyOf } = input;
  const rights = restoreRights([{ veleroNamespace, namespaces: Object.values(copyOf.namespaces) }]);
  await requireRights(context, rights, "copy");
  await refuseLocked(context, [subject]);
  const id = `copy-${context.randomId(idLength)}`;
  const record = newRecord(context, { id, kind: copyKind, subject, input });
  return (await createRecord(context.kubernetes, record)).record;
}

function changedSincePreview(): Fault {
  return new Fault("plan-changed", "What the copy would be has changed since it was shown; nothing was done.", {
    remedy: "Look at the new plan and confirm it.",
  });
}
