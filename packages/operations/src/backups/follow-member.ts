import { Fault, labels } from "@holdfast/domain";
import { waitFor, waitForAll } from "@holdfast/kubernetes";
import { backupSelector, backupStage, backupType, hasEnded, podVolumeBackupType } from "@holdfast/velero";
import type { Backup, PodVolumeBackup } from "@holdfast/velero";
import type { Job } from "../steps/step.ts";
import type { BackupInput, EndedMember } from "./backup-input.ts";

/** Longer than any backup; a volume's own limit is Velero's (4 hours for each). */
export const backupDeadlineSeconds = 7 * 24 * 3600;

export interface FollowedMember {
  readonly name: string;
  /** For the eyes: "part 1 of 3". */
  readonly counted: string;
}

/**
 * Watches a member's Velero Backup to its end, and reports items and bytes meanwhile. The bytes are for the eyes only:
 * when they cannot be watched, the backup goes on all the same. Faults: backup-damaged, when it is gone.
 */
export async function followMember(
  job: Job<BackupInput>,
  member: FollowedMember,
  signal: AbortSignal,
): Promise<EndedMember> {
  const { context, input } = job;
  const namespace = input.veleroNamespace;
  const stop = new AbortController();
  const view = progressView(job, member);
  const options = {
    deadlineSeconds: backupDeadlineSeconds,
    clock: context.clock,
    signal: AbortSignal.any([signal, stop.signal]),
  };
  const transfers = { type: podVolumeBackupType, query: { namespace, labelSelector: backupSelector(member.name) } };
  const volumes = waitForAll<PodVolumeBackup>(context.kubernetes, transfers, view.volumes, options).catch(
    () => undefined,
  );
  try {
    const target = { type: backupType, name: { name: member.name, namespace } };
    const ended = await waitFor<Backup>(context.kubernetes, target, view.backup, options);
    if (ended === undefined) throw goneMember(namespace, member.name);
    return { name: member.name, phase: ended.status?.phase ?? "" };
  } finally {
    stop.abort();
    await volumes;
  }
}

interface ProgressView {
  readonly backup: (found: Backup | undefined) => boolean;
  readonly volumes: (found: readonly PodVolumeBackup[]) => boolean;
}

function progressView({ report }: Job<BackupInput>, { counted }: FollowedMember): ProgressView {
  const seen = { what: "Waiting for Velero", items: {}, bytes: {} };
  const say = (): void => report({ message: `${seen.what} (${counted})`, ...seen.items, ...seen.bytes });
  return {
    backup(found) {
      if (found === undefined) return true;
      const { phase, progress } = found.status ?? {};
      if (backupStage(phase) === "running") seen.what = `Backing up ${partOf(found)}`;
      seen.items = { itemsDone: progress?.itemsBackedUp ?? 0, itemsTotal: progress?.totalItems ?? 0 };
      say();
      return hasEnded(backupStage(phase));
    },
    volumes(found) {
      seen.bytes = {
        bytesDone: total(found, ({ status }) => status?.progress?.bytesDone),
        bytesTotal: total(found, ({ status }) => status?.progress?.totalBytes),
      };
      if (found.length > 0) say();
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

function goneMember(namespace: string, name: string): Fault {
  return new Fault("backup-damaged", `Velero Backup ${name} is gone while it was being made.`, {
    reason: "Somebody deleted it, or the cluster was restored from an older state.",
    remedy: "Make a new backup with `holdfast backup create`.",
    where: `Backup ${namespace}/${name}`,
  });
}
