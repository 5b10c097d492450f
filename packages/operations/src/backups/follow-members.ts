import { Fault, labels } from "@holdfast/domain";
import { waitForAll } from "@holdfast/kubernetes";
import { backupStage, backupType, hasEnded, labelValueOf, podVolumeBackupType, veleroLabels } from "@holdfast/velero";
import type { Backup, PodVolumeBackup } from "@holdfast/velero";
import type { Job } from "../steps/step.ts";
import type { BackupInput, EndedMember } from "./backup-input.ts";

/** Longer than any backup; a volume's own limit is Velero's (4 hours for each). */
export const backupDeadlineSeconds = 7 * 24 * 3600;

/**
 * Watches members until all have ended, and reports items and bytes meanwhile.
 * Faults: backup-damaged, when a member that was there is gone.
 */
export async function followMembers(
  job: Job<BackupInput>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly EndedMember[]> {
  if (names.length === 0) return [];
  const { context, input } = job;
  const stop = new AbortController();
  const view = progressView(job, names);
  const options = {
    deadlineSeconds: backupDeadlineSeconds,
    clock: context.clock,
    signal: AbortSignal.any([signal, stop.signal]),
  };
  const volumes = followVolumes(job, names, view, options);
  try {
    const query = { namespace: input.veleroNamespace, labelSelector: `${labels.set}=${input.set}` };
    const ended = await waitForAll<Backup>(context.kubernetes, { type: backupType, query }, view.backups, options);
    return ended.filter(({ metadata }) => names.includes(metadata.name)).map(endedMember);
  } finally {
    stop.abort();
    await volumes;
  }
}

function endedMember({ metadata, status }: Backup): EndedMember {
  return { name: metadata.name, phase: status?.phase ?? "" };
}

interface WaitingOptions {
  readonly deadlineSeconds: number;
  readonly clock: Job<BackupInput>["context"]["clock"];
  readonly signal: AbortSignal;
}

/** Bytes are for the eyes only: when they cannot be watched, the backup goes on all the same. */
async function followVolumes(
  job: Job<BackupInput>,
  names: readonly string[],
  view: ProgressView,
  options: WaitingOptions,
): Promise<void> {
  const labelSelector = `${veleroLabels.backupName} in (${names.map(labelValueOf).join(",")})`;
  const query = { namespace: job.input.veleroNamespace, labelSelector };
  await waitForAll<PodVolumeBackup>(
    job.context.kubernetes,
    { type: podVolumeBackupType, query },
    view.volumes,
    options,
  ).catch(() => undefined);
}

interface ProgressView {
  readonly backups: (found: readonly Backup[]) => boolean;
  readonly volumes: (found: readonly PodVolumeBackup[]) => boolean;
}

function progressView(job: Job<BackupInput>, names: readonly string[]): ProgressView {
  const seen = { items: { itemsDone: 0, itemsTotal: 0 }, bytes: {}, running: "", ended: 0 };
  const report = (): void => {
    const what = seen.running === "" ? "Waiting for Velero" : `Backing up ${seen.running}`;
    job.report({ message: `${what} (${seen.ended} of ${names.length} done)`, ...seen.items, ...seen.bytes });
  };
  return {
    backups(found) {
      const members = found.filter(({ metadata }) => names.includes(metadata.name));
      if (members.length < names.length) throw goneMember(names, members);
      const ended = members.filter(({ status }) => hasEnded(backupStage(status?.phase)));
      seen.items = {
        itemsDone: total(members, ({ status }) => status?.progress?.itemsBackedUp),
        itemsTotal: total(members, ({ status }) => status?.progress?.totalItems),
      };
      const running = members.find(({ status }) => backupStage(status?.phase) === "running");
      seen.running = running === undefined ? "" : partOf(running);
      seen.ended = ended.length;
      report();
      return ended.length === members.length;
    },
    volumes(found) {
      seen.bytes = {
        bytesDone: total(found, ({ status }) => status?.progress?.bytesDone),
        bytesTotal: total(found, ({ status }) => status?.progress?.totalBytes),
      };
      if (found.length > 0) report();
      return false;
    },
  };
}

function partOf({ metadata }: Backup): string {
  return metadata.labels?.[labels.application] ?? metadata.labels?.[labels.partOf] ?? metadata.name;
}

function total<T>(found: readonly T[], read: (one: T) => number | undefined): number {
  return found.reduce((sum, one) => sum + (read(one) ?? 0), 0);
}

function goneMember(names: readonly string[], members: readonly Backup[]): Fault {
  const gone = names.filter((name) => !members.some(({ metadata }) => metadata.name === name));
  return new Fault("backup-damaged", `Velero Backup ${gone.join(", ")} is gone while it was being made.`, {
    reason: "Somebody deleted it, or the cluster was restored from an older state.",
    remedy: "Make a new backup with `holdfast backup create`.",
  });
}
