import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { findBasis } from "./find-basis.ts";
import { makePlan, webhooksOf } from "./make-plan.ts";
import type { MadePlan, RestoreInput } from "./restore-input.ts";
import { restoreKind } from "./restore-operation.ts";

export interface RestoreRequest {
  /** The backup set. */
  readonly set: string;
  /** The application's slug. */
  readonly application: string;
}

/** What a restore would do, to be shown and confirmed. */
export interface RestorePreview extends MadePlan {
  readonly request: RestoreRequest;
  readonly backedUpAt: string;
  readonly sequence?: number;
  readonly versionLabel?: string;
  readonly input: RestoreInput;
}

const idLength = 6;

/**
 * Checks everything that a restore needs and plans it; changes nothing. Faults: backup-not-found,
 * backup-of-another-application, backup-not-completed, backup-damaged, artefact-unreadable, velero-not-ready,
 * node-agent-missing, destination-unavailable, namespace-taken, untrusted-key, volumes-not-covered.
 */
export async function previewRestore(context: Context, request: RestoreRequest): Promise<RestorePreview> {
  const { set, application: slug } = request;
  const { member, velero, application, covered, filters, rendered } = await findBasis(context, set, slug);
  const backup = { set: member.set.name, name: member.backup.name, uid: member.backup.uid };
  const { namespaces } = application;
  const webhooks = webhooksOf(rendered);
  const made = await makePlan(context, { backup, slug, namespaces, covered, filters, webhooks });
  const { sequence, versionLabel } = member;
  const version = {
    ...(sequence === undefined ? {} : { sequence }),
    ...(versionLabel === undefined ? {} : { versionLabel }),
  };
  const input: RestoreInput = {
    set: member.set.name,
    slug,
    backup: backup.name,
    backupUid: backup.uid,
    veleroNamespace: velero.namespace,
    namespaces,
    planHash: made.hash,
    ...version,
  };
  return { ...made, request, backedUpAt: member.backup.startedAt ?? member.backup.createdAt, ...version, input };
}

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
  await refuseLocked(context, [{ kind: "application", slug: request.application }]);
  const id = `restore-${context.randomId(idLength)}`;
  const record: OperationRecord = {
    schema: recordSchema,
    id,
    kind: restoreKind,
    subject: { kind: "application", slug: request.application },
    root: id,
    requestedBy: context.requestedBy,
    createdAt: new Date(context.clock.now()).toISOString(),
    input: preview.input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
  return (await createRecord(context.kubernetes, record)).record;
}

function changedSincePreview(): Fault {
  return new Fault("plan-changed", "What the restore would do has changed since it was shown; nothing was done.", {
    remedy: "Look at the new plan and confirm it.",
  });
}
