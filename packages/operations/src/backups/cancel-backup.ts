import { labels } from "@holdfast/domain";
import { isApiError, waitForAll } from "@holdfast/kubernetes";
import {
  backupSelector,
  backupStage,
  backupType,
  hasEnded,
  labelValueOf,
  podVolumeBackupType,
  volumeStage,
} from "@holdfast/velero";
import type { Backup, PodVolumeBackup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { done } from "../steps/step.ts";
import type { Cancellation, Job, StepOutcome } from "../steps/step.ts";
import { runChild } from "../steps/run-child.ts";
import { silenceSeconds } from "../steps/run-step.ts";
import type { BackupInput } from "./backup-input.ts";
import { deletionOperation } from "./deletion-operation.ts";

const endSeconds = 12 * 3600;

/**
 * Velero cannot stop a Backup and refuses to delete one that is being made: its volumes are told to stop, its end is
 * awaited, and then what was made is deleted.
 */
export const backupCancellation: Cancellation<BackupInput> = {
  refuse: () => undefined,
  async takeBack(job, signal): Promise<StepOutcome<string>> {
    const { context, input, id } = job;
    if (job.cancel?.wasDriven === true) {
      job.report({ message: "Waiting until the former driver has surely stopped" });
      await context.clock.sleep(silenceSeconds * 1000, signal);
    }
    const members = await awaitEnded(job, signal);
    if (members.length === 0) return done("nothing had been made");
    const doomed = members.map(({ metadata }) => ({ name: metadata.name, uid: metadata.uid ?? "" }));
    const deletion = { set: input.set, veleroNamespace: input.veleroNamespace, members: doomed };
    const subject = { kind: "backup-set", name: input.set } as const;
    await runChild(job, { definition: deletionOperation, id: `${id}-cancel`, subject, input: deletion }, signal);
    return done(`${doomed.length} Velero Backups that had been made are deleted`);
  },
};

async function awaitEnded(job: Job<BackupInput>, signal: AbortSignal): Promise<readonly Backup[]> {
  const { context, input } = job;
  const query = { namespace: input.veleroNamespace, labelSelector: `${labels.set}=${labelValueOf(input.set)}` };
  const found = await context.kubernetes.listAll<Backup>(backupType, query);
  for (const { metadata, status } of found) {
    if (!hasEnded(backupStage(status?.phase))) await stopVolumes(context, input.veleroNamespace, metadata.name);
  }
  if (found.length === 0) return found;
  const options = { deadlineSeconds: endSeconds, clock: context.clock, signal };
  return waitForAll<Backup>(
    context.kubernetes,
    { type: backupType, query },
    (now) => {
      const going = now.filter(({ status }) => !hasEnded(backupStage(status?.phase)));
      const [first] = going;
      if (first !== undefined) job.report({ message: `Waiting until Velero lets go of ${first.metadata.name}` });
      return going.length === 0;
    },
    options,
  );
}

/** Tells the transfers of a Velero Backup that still run to stop. */
export async function stopVolumes(context: Context, namespace: string, backup: string): Promise<void> {
  const query = { namespace, labelSelector: backupSelector(backup) };
  for (const { metadata, status } of await context.kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, query)) {
    const stage = volumeStage(status?.phase);
    if (stage === "completed" || stage === "failed" || stage === "canceled") continue;
    const name = { name: metadata.name, namespace };
    try {
      await context.kubernetes.patch(podVolumeBackupType, name, { kind: "merge", body: { spec: { cancel: true } } });
    } catch (error) {
      if (!isApiError(error, "NotFound")) throw error;
    }
  }
}
