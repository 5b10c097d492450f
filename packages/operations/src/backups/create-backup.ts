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
import type { BackupRequest, PlannedBackup } from "./plan-backup.ts";

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
  const coverage = await coverageOf(context, planned.slugs);
  const set = manualSetName(planned.instance, context.clock.now(), context.randomId(randomPart));
  const operation = await orderBackup(context, planned, set);
  return { set, operation, notIncluded: planned.notIncluded, judgements: planned.judgements, coverage };
}

/**
 * Writes the operation that makes a planned backup under this name; drive or follow it. Faults: locked; already-exists
 * when there is an operation of this id, since its create is the check that nobody makes the same set.
 */
export async function orderBackup(context: Context, planned: PlannedBackup, set: string): Promise<OperationRecord> {
  await refuseLocked(
    context,
    planned.slugs.map((slug) => ({ kind: "application", slug })),
  );
  const input: BackupInput = { ...planned, set };
  const asked = newRecord(context, { id: set, kind: backupKind, subject: { kind: "backup-set", name: set }, input });
  return (await createRecord(context.kubernetes, asked)).record;
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
