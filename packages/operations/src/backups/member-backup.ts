import type { HookCounts, MemberBackup } from "@holdfast/domain";
import { backupStage, hasEnded, veleroLabels } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";

/** A Velero Backup as the list of sets needs it. */
export function memberBackupOf(backup: Backup): MemberBackup {
  const { metadata, spec, status } = backup;
  const stage = backupStage(status?.phase);
  const destination = spec.storageLocation ?? metadata.labels?.[veleroLabels.storageLocation];
  const failure = [status?.failureReason, ...(status?.validationErrors ?? [])]
    .filter((text) => text !== undefined)
    .join("; ");
  return {
    name: metadata.name,
    uid: metadata.uid ?? "",
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    // The object's own time is that of the import, in a cluster that Velero read the backup into.
    createdAt: status?.startTimestamp ?? metadata.creationTimestamp ?? "",
    phase: status?.phase ?? "",
    stage,
    namespaces: spec.includedNamespaces ?? [],
    ...present("startedAt", status?.startTimestamp),
    ...present("endedAt", endOf(backup, hasEnded(stage))),
    ...present("expiresAt", status?.expiration),
    ...present("destination", destination),
    warnings: status?.warnings ?? 0,
    errors: status?.errors ?? 0,
    ...present("itemsDone", status?.progress?.itemsBackedUp),
    ...present("itemsTotal", status?.progress?.totalItems),
    ...present("failure", failure === "" ? undefined : failure),
    ...present("hooks", hooksOf(backup)),
  };
}

function hooksOf({ status }: Backup): HookCounts | undefined {
  if (status?.hookStatus === undefined) return undefined;
  const { hooksAttempted = 0, hooksFailed = 0 } = status.hookStatus;
  return { attempted: hooksAttempted, failed: hooksFailed };
}

/** A Backup that Velero refused has no times of its own. */
function endOf({ metadata, status }: Backup, ended: boolean): string | undefined {
  return status?.completionTimestamp ?? (ended ? (status?.startTimestamp ?? metadata.creationTimestamp) : undefined);
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
