import { Fault } from "@holdfast/domain";
import { cancelBackupInside, takeBackupInside } from "../backups/backup-inside.ts";
import type { BackupInput } from "../backups/backup-input.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { instanceId } from "../installation/instance.ts";
import type { Job } from "../steps/step.ts";
import { isTooOld } from "./snapshot-in-time.ts";
import type { TakenSnapshot } from "./snapshot-in-time.ts";

/**
 * Makes the snapshot of these applications, or goes on with the one of an earlier try, and returns it once all of it is
 * Completed; one that is old by now is not taken. Faults: those of the backup, backup-failed.
 */
export async function takeSafetySnapshot(
  job: Job<unknown>,
  slugs: readonly string[],
  signal: AbortSignal,
): Promise<TakenSnapshot> {
  const instance = await instanceId(job.context);
  const wanted = {
    purpose: "safety",
    instance,
    input: () => safetyInput(job, { slugs, instance }),
    isCurrent: takenRecently(job),
  } as const;
  const made = await takeBackupInside(job, wanted, signal);
  if (made.kind === "not-complete") throw notComplete(job, made.name, made.state);
  const { name, endedAt, createdAt } = made.set;
  return { set: name, takenAt: endedAt ?? createdAt, epoch: job.epoch };
}

function takenRecently(job: Job<unknown>) {
  return ({ endedAt, createdAt }: { readonly endedAt?: string; readonly createdAt: string }): boolean =>
    !isTooOld(job, endedAt ?? createdAt);
}

/** Takes back what was made of a snapshot that has not ended; one that is complete stays until it expires. */
export async function cancelSafetySnapshot(job: Job<unknown>, signal: AbortSignal): Promise<void> {
  await cancelBackupInside(job, "safety", signal);
}

async function safetyInput(
  job: Job<unknown>,
  { slugs, instance }: Pick<BackupInput, "slugs" | "instance">,
): Promise<Omit<BackupInput, "set">> {
  const velero = await readyVelero(job.context, "write");
  const destination = await usableDestination(job.context, velero.namespace, { purpose: "write" });
  return {
    scope: "safety",
    slugs,
    console: false,
    destination,
    veleroNamespace: velero.namespace,
    instance,
    trigger: "safety",
    requestedBy: job.requestedBy,
    notIncluded: [],
    judgements: [],
  };
}

function notComplete({ root }: Job<unknown>, set: string, state: string): Fault {
  return new Fault("backup-failed", `Nothing was deleted: the safety snapshot before the restore is ${state}.`, {
    reason: `Only a whole snapshot is one to go back to; ${set} is ${state}.`,
    remedy: `See what is wrong with \`holdfast backup show ${set}\`, remove the cause, then \`holdfast operation resume ${root}\`: it makes a new one. Or cancel it and restore with --no-safety-snapshot.`,
    where: `backup ${set}`,
  });
}
