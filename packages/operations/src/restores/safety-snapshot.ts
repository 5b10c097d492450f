import { Fault, operationSetName } from "@holdfast/domain";
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

/**
 * Makes the snapshot of these applications, or goes on with the one of an earlier try, and returns the set's name once
 * all of it is Completed. A set that ended badly is left as it is; the next try makes another one, since Velero takes no
 * name twice. Faults: those of the backup, backup-failed.
 */
export async function takeSafetySnapshot(
  job: Job<unknown>,
  slugs: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const { context } = job;
  const instance = await instanceId(context);
  for (let attempt = 1; ; attempt += 1) {
    const set = operationSetName(instance, job.id, attempt);
    const id = childId(job, attempt);
    const earlier = await findRecord(context.kubernetes, id);
    if (earlier?.record.state.stage === "done" && (await stateOf(context, set)) !== "complete") continue;
    const input = await safetyInput(job, { set, slugs, instance });
    await runChild(job, { definition: backupOperation, id, subject: { kind: "backup-set", name: set }, input }, signal);
    const state = await stateOf(context, set);
    if (state === "complete") return set;
    throw notComplete(job, set, state);
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

async function stateOf(context: Context, name: string): Promise<string> {
  return (await listBackupSets(context)).find((set) => set.name === name)?.state ?? "gone";
}

function notComplete({ root }: Job<unknown>, set: string, state: string): Fault {
  return new Fault("backup-failed", `Nothing was deleted: the safety snapshot before the restore is ${state}.`, {
    reason: `Only a whole snapshot is one to go back to; ${set} is ${state}.`,
    remedy: `See what is wrong with \`holdfast backup show ${set}\`, remove the cause, then \`holdfast operation resume ${root}\`: it makes a new one. Or cancel it and restore with --no-safety-snapshot.`,
    where: `backup ${set}`,
  });
}
