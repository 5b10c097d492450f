import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import type { UpgradePreview, UpgradeRequest } from "./preview-upgrade.ts";
import type { UpgradeInput } from "./upgrade-input.ts";
import { upgradeKind } from "./upgrade-operation.ts";
import { deleteForgottenPayloads, storePayload } from "./upgrade-payload.ts";

const idLength = 6;

/**
 * Writes the operation that was previewed; the CLI drives it, with the rights of who upgrades. When no backup can be made
 * and `withoutBackup` does not say that this is known, that is the fault. Faults: locked, and why there is no backup.
 */
export async function createUpgrade(
  context: Context,
  request: UpgradeRequest,
  { slug, from, to, backup }: UpgradePreview,
): Promise<OperationRecord> {
  if (backup.kind === "impossible" && request.withoutBackup !== true) throw withoutBackupFault(slug, backup.fault);
  try {
    await refuseLocked(context, [{ kind: "application", slug }]);
    const id = `upgrade-${context.randomId(idLength)}`;
    await deleteForgottenPayloads(context);
    await storePayload(context, id, request);
    const input: UpgradeInput = { slug, from, to, choices: choicesOf(request), ...trustOf(request), backup };
    return (await createRecord(context.kubernetes, upgradeRecord(context, id, input))).record;
  } catch (error) {
    throw fromApiError(error);
  }
}

function withoutBackupFault(slug: string, { code, message, reason, remedy, where }: UpgradeInputFault): Fault {
  const ways = remedy === undefined ? "" : `${remedy} `;
  return new Fault(code, `${slug} was not upgraded: no backup can be made before. ${message}`, {
    ...(reason === undefined ? {} : { reason }),
    ...(where === undefined ? {} : { where }),
    remedy: `${ways}To upgrade without one, so that its data cannot be taken back: --no-backup.`,
  });
}

type UpgradeInputFault = Extract<UpgradeInput["backup"], { readonly kind: "impossible" }>["fault"];

function choicesOf({ force, withoutWaiting, readyWithinSeconds, adoptNamespace }: UpgradeRequest) {
  return {
    ...(force === undefined ? {} : { force }),
    ...(withoutWaiting === undefined ? {} : { withoutWaiting }),
    ...(readyWithinSeconds === undefined ? {} : { readyWithinSeconds }),
    ...(adoptNamespace === undefined ? {} : { adoptNamespace }),
  };
}

function trustOf({ trustKey }: UpgradeRequest): { readonly trustKey?: string } {
  return trustKey === undefined ? {} : { trustKey };
}

function upgradeRecord(context: Context, id: string, input: UpgradeInput): OperationRecord {
  return newRecord(context, { id, kind: upgradeKind, subject: { kind: "application", slug: input.slug }, input });
}
