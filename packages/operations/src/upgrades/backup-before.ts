import { Fault } from "@holdfast/domain";
import { takeBackupInside } from "../backups/backup-inside.ts";
import type { PlannedBackup } from "../backups/plan-backup.ts";
import type { Job } from "../steps/step.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

/**
 * Makes the backup, or goes on with the one of an earlier try, and returns the set's name once all of it is Completed.
 * Faults: those of the backup, backup-failed.
 */
export async function takeBackup(job: Job<UpgradeInput>, planned: PlannedBackup, signal: AbortSignal): Promise<string> {
  const { instance } = planned;
  const input = () => Promise.resolve(planned);
  const made = await takeBackupInside(job, { purpose: "backup", instance, input, isCurrent: () => true }, signal);
  if (made.kind === "not-complete") throw notComplete(job, made.name, made.state);
  return made.set.name;
}

function notComplete({ id, input }: Job<UpgradeInput>, set: string, state: string): Fault {
  return new Fault("backup-failed", `${input.slug} was not changed: the backup before its upgrade is ${state}.`, {
    reason: `Only a whole backup is one to go back to; ${set} is ${state}.`,
    remedy: `See what is wrong with \`holdfast backup show ${set}\`, remove the cause, then \`holdfast operation resume ${id}\`: it makes a new backup.`,
    where: `backup ${set}`,
  });
}
