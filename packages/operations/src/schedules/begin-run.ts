import { Fault } from "@holdfast/domain";
import type { BackupInput } from "../backups/backup-input.ts";
import { orderBackup } from "../backups/create-backup.ts";
import { backupKind } from "../backups/list-sets.ts";
import { planBackup } from "../backups/plan-backup.ts";
import type { Context } from "../context.ts";
import { findRecord } from "../records/store-record.ts";
import type { BackupSchedule } from "./backup-schedule.ts";
import type { KnownVelero } from "./known-velero.ts";

const scheduleTrigger = "schedule";

/** The backup of a time exists, made by whoever was first. */
export async function hasBegun({ kubernetes }: Context, set: string): Promise<boolean> {
  const found = (await findRecord(kubernetes, set))?.record;
  return found?.kind === backupKind && (found.input as BackupInput).trigger === scheduleTrigger;
}

interface RunToBegin {
  readonly set: string;
  readonly velero: Pick<KnownVelero, "ask">;
}

/**
 * Writes the operation that makes the set of a time; who comes second finds that it is there. Faults: as createBackup,
 * and already-exists when another operation has this id.
 */
export async function beginRun(
  context: Context,
  { name, spec }: BackupSchedule,
  { set, velero }: RunToBegin,
): Promise<void> {
  const asked = { ...context, requestedBy: `schedule ${name}` };
  const request = {
    trigger: scheduleTrigger,
    ...(spec.application === undefined ? {} : { application: spec.application }),
    ...(spec.destination === undefined ? {} : { destination: spec.destination }),
  };
  const planned = await planBackup(asked, request, () => velero.ask());
  try {
    await orderBackup(asked, planned, set);
  } catch (error) {
    const isTaken = error instanceof Fault && error.code === "already-exists";
    if (!isTaken || !(await hasBegun(context, set))) throw error;
  }
}
