import { Fault, operationSetName } from "@holdfast/domain";
import { backupOperation } from "../backups/backup-operation.ts";
import type { PlannedBackup } from "../backups/plan-backup.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findRecord } from "../records/store-record.ts";
import { runChild } from "../steps/run-child.ts";
import type { Job } from "../steps/step.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

/**
 * Makes the backup, or goes on with the one of an earlier try, and returns the set's name once all of it is Completed.
 * A set that ended badly is left as it is; the next try makes another one, since Velero takes no name twice.
 * Faults: those of the backup, backup-failed.
 */
export async function takeBackup(job: Job<UpgradeInput>, planned: PlannedBackup, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const set = operationSetName(planned.instance, job.id, attempt);
    const id = `${job.id}-backup-${attempt}`;
    const earlier = await findRecord(job.context.kubernetes, id);
    if (earlier?.record.state.stage === "done") {
      if ((await stateOf(job.context, set)) === "complete") return set;
      continue;
    }
    const subject = { kind: "backup-set", name: set } as const;
    await runChild(job, { definition: backupOperation, id, subject, input: { ...planned, set } }, signal);
    const state = await stateOf(job.context, set);
    if (state === "complete") return set;
    throw notComplete(job, set, state);
  }
}

async function stateOf(context: Context, name: string): Promise<string> {
  return (await listBackupSets(context)).find((set) => set.name === name)?.state ?? "gone";
}

function notComplete({ id, input }: Job<UpgradeInput>, set: string, state: string): Fault {
  return new Fault("backup-failed", `${input.slug} was not changed: the backup before its upgrade is ${state}.`, {
    reason: `Only a whole backup is one to go back to; ${set} is ${state}.`,
    remedy: `See what is wrong with \`holdfast backup show ${set}\`, remove the cause, then \`holdfast operation resume ${id}\`: it makes a new backup.`,
    where: `backup ${set}`,
  });
}
