/**
 * Velero's phases as what they mean. Phases of newer versions are "unknown" and never an error: a reader keeps the
 * phase's own name for the screen. Source: Velero 1.18 API types; before 1.17 volumes know only New, InProgress,
 * Completed and Failed.
 */
export type Stage = "waiting" | "running" | "completed" | "partially-failed" | "failed" | "deleting" | "unknown";

const operationStages: ReadonlyMap<string, Stage> = new Map([
  ["", "waiting"],
  ["New", "waiting"],
  ["Queued", "waiting"],
  ["ReadyToStart", "waiting"],
  ["InProgress", "running"],
  ["WaitingForPluginOperations", "running"],
  ["WaitingForPluginOperationsPartiallyFailed", "running"],
  ["Finalizing", "running"],
  ["FinalizingPartiallyFailed", "running"],
  ["Completed", "completed"],
  ["PartiallyFailed", "partially-failed"],
  ["FailedValidation", "failed"],
  ["Failed", "failed"],
  ["Deleting", "deleting"],
]);

export function backupStage(phase: string | undefined): Stage {
  return operationStages.get(phase ?? "") ?? "unknown";
}

export function restoreStage(phase: string | undefined): Stage {
  return operationStages.get(phase ?? "") ?? "unknown";
}

/** Nothing more happens to a Backup or Restore in this stage by itself. */
export function hasEnded(stage: Stage): boolean {
  return stage === "completed" || stage === "partially-failed" || stage === "failed";
}

export type VolumeStage = "waiting" | "running" | "completed" | "failed" | "canceled" | "unknown";

const volumeStages: ReadonlyMap<string, VolumeStage> = new Map([
  ["", "waiting"],
  ["New", "waiting"],
  ["Accepted", "waiting"],
  ["Prepared", "waiting"],
  ["InProgress", "running"],
  ["Canceling", "running"],
  ["Canceled", "canceled"],
  ["Completed", "completed"],
  ["Failed", "failed"],
]);

/** For PodVolumeBackup, PodVolumeRestore, DataUpload and DataDownload. */
export function volumeStage(phase: string | undefined): VolumeStage {
  return volumeStages.get(phase ?? "") ?? "unknown";
}
