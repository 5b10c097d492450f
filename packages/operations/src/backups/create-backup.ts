import { Fault, manualSetName } from "@holdfast/domain";
import type { Judgement } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import type { ApplicationCoverage } from "../coverage/examine-coverage.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import type { BackupInput, NotIncluded } from "./backup-input.ts";
import { backupKind } from "./list-sets.ts";
import { planBackup } from "./plan-backup.ts";
import type { BackupRequest } from "./plan-backup.ts";

export interface StartedBackup {
  readonly set: string;
  readonly operation: OperationRecord;
  readonly notIncluded: readonly NotIncluded[];
  /** What of versions and platform is not tested with this Holdfast. */
  readonly judgements: readonly Judgement[];
  /** What each application's member will hold of its data; absent ones could not be looked at. */
  readonly coverage: readonly ApplicationCoverage[];
}

const randomPart = 4;

/**
 * Checks all that can be checked before, then writes the operation; drive or follow it. Faults: as planBackup, and
 * locked.
 */
export async function createBackup(context: Context, request: BackupRequest = {}): Promise<StartedBackup> {
  const planned = await planBackup(context, request);
  await refuseLocked(
    context,
    planned.slugs.map((slug) => ({ kind: "application", slug })),
  );
  const coverage = await coverageOf(context, planned.slugs);
  const now = context.clock.now();
  const set = manualSetName(planned.instance, now, context.randomId(randomPart));
  const input: BackupInput = { ...planned, set };
  const asked = newRecord(context, { id: set, kind: backupKind, subject: { kind: "backup-set", name: set }, input });
  const { record } = await createRecord(context.kubernetes, asked);
  return { set, operation: record, notIncluded: input.notIncluded, judgements: input.judgements, coverage };
}

/** For the eyes: who may not read volumes may make the backup all the same. */
async function coverageOf(context: Context, slugs: readonly string[]): Promise<readonly ApplicationCoverage[]> {
  const examined = slugs.map((slug) =>
    examineCoverage(context, slug, { sizes: false }).catch((error: unknown) => {
      if (error instanceof Fault && error.code === "missing-rights") return undefined;
      throw error;
    }),
  );
  return (await Promise.all(examined)).filter((one) => one !== undefined);
}
