import { Fault, operationSetName } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import type { BackupInput } from "../backups/backup-input.ts";
import { backupOperation } from "../backups/backup-operation.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { instanceId } from "../installation/instance.ts";
import { findRecord } from "../records/store-record.ts";
import { cancelChild, runChild } from "../steps/run-child.ts";
import type { Job } from "../steps/step.ts";
import { isTooOld } from "./snapshot-in-time.ts";
import type { TakenSnapshot } from "./snapshot-in-time.ts";

/**
 * Makes the snapshot of these applications, or goes on with the one of an earlier try, and returns it once all of it is
 * Completed. A set that ended badly or is old by now is left as it is; the next try makes another one, since Velero takes
 * no name twice. Faults: those of the backup, backup-failed.
 */
export async function takeSafetySnapshot(
  job: Job<unknown>,
  slugs: readonly string[],
  signal: AbortSignal,
): Promise<TakenSnapshot> {
  const { context } = job;
  const instance = await instanceId(context);
  for (let attempt = 1; ; attempt += 1) {
    const set = operationSetName(instance, job.id, attempt);
    const id = childId(job, attempt);
    const earlier = await findRecord(context.kubernetes, id);
    if (earlier?.record.state.stage === "done" && !isUsable(job, await findSet(context, set))) continue;
    const input = await safetyInput(job, { set, slugs, instance });
    await runChild(job, { definition: backupOperation, id, subject: { kind: "backup-set", name: set }, input }, signal);
    const taken = await findSet(context, set);
    if (taken?.state !== "complete") throw notComplete(job, set, taken?.state ?? "gone");
    return { set, takenAt: taken.endedAt ?? taken.createdAt, epoch: job.epoch };
  }
}

/** Takes back what was made of a snapshot that has not ended; one that is complete stays until it expires. */
export async function cancelSafetySnapshot(job: Job<unknown>, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const child = { definition: backupOperation, id: childId(job, attempt) };
    if ((await cancelChild(job, child, signal)) === undefined) return;
  }
}

function childId({ id }: Job<unknown>, attempt: number): string {
  return `${id}-safety-${attempt}`;
}

async function safetyInput(
  job: Job<unknown>,
  { set, slugs, instance }: Pick<BackupInput, "set" | "slugs" | "instance">,
): Promise<BackupInput> {
  const velero = await readyVelero(job.context, "write");
  const destination = await usableDestination(job.context, velero.namespace, { purpose: "write" });
  return {
    set,
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

async function findSet(context: Context, name: string): Promise<BackupSet | undefined> {
  return (await listBackupSets(context)).find((set) => set.name === name);
}

function isUsable(job: Job<unknown>, set: BackupSet | undefined): boolean {
  return set?.state === "complete" && !isTooOld(job, set.endedAt ?? set.createdAt);
}

function notComplete({ root }: Job<unknown>, set: string, state: string): Fault {
  return new Fault("backup-failed", `Nothing was deleted: the safety snapshot before the restore is ${state}.`, {
    reason: `Only a whole snapshot is one to go back to; ${set} is ${state}.`,
    remedy: `See what is wrong with \`holdfast backup show ${set}\`, remove the cause, then \`holdfast operation resume ${root}\`: it makes a new one. Or cancel it and restore with --no-safety-snapshot.`,
    where: `backup ${set}`,
  });
}
