import { judgeUnprovenPassword } from "@holdfast/domain";
import type { Check } from "@holdfast/domain";
import { podVolumeBackupType, podVolumeRestoreType } from "@holdfast/velero";
import type { PodVolumeBackup, PodVolumeRestore, VolumeInfo } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { passwordChangedAt } from "../velero/install/repository-password.ts";

export interface PasswordQuestion {
  readonly member: string;
  readonly veleroNamespace: string;
  readonly destination: string;
  readonly volumes: readonly VolumeInfo[];
}

/**
 * Without a recovery kit to compare with: whether the repository password is the one that these volumes were backed up
 * with. It is, when nobody changed it since they were, or when a volume of the same repository went through since.
 */
export async function checkPasswordInUse(context: Context, question: PasswordQuestion): Promise<readonly Check[]> {
  const changedAt = await passwordChangedAt(context.kubernetes, question.veleroNamespace);
  if (changedAt === undefined) return [];
  const older = question.volumes.filter(({ completionTimestamp: at }) => at !== undefined && isBefore(at, changedAt));
  const namespaces = new Set(older.flatMap(({ podVolume }) => podVolume?.podNamespace ?? []));
  if (namespaces.size === 0) return [];
  for (const namespace of await usedSince(context, question, changedAt)) namespaces.delete(namespace);
  if (namespaces.size === 0) return [];
  return [judgeUnprovenPassword({ subject: question.member, changedAt, namespaces: [...namespaces] })];
}

/** The namespaces whose repositories in this destination were opened since then. */
async function usedSince(
  { kubernetes }: Context,
  { veleroNamespace: namespace, destination }: PasswordQuestion,
  since: string,
): Promise<readonly string[]> {
  const [backups, restores] = await Promise.all([
    kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, { namespace }),
    kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, { namespace }),
  ]);
  const transfers = [
    ...backups.map(({ spec, status }) => ({ of: spec.pod.namespace, spec, status })),
    ...restores.map(({ spec, status }) => ({ of: spec.sourceNamespace, spec, status })),
  ];
  return transfers.flatMap(({ of, spec, status }) => {
    const opened = status?.phase === "Completed" && !isBefore(status.startTimestamp ?? "", since);
    return opened && of !== undefined && spec.backupStorageLocation === destination ? [of] : [];
  });
}

/** A time that is not known is before any other. */
function isBefore(one: string, other: string): boolean {
  const time = Date.parse(one);
  return Number.isNaN(time) || time < Date.parse(other);
}
