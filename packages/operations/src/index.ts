export * from "./context.ts";
export * from "./installation/instance.ts";
export * from "./installation/password.ts";
export { fromApiError, isTransient } from "./faults/from-api-error.ts";
export { retryTransient } from "./faults/retry-transient.ts";
export type { LockSubject } from "./locks/lock.ts";
export { withLock } from "./locks/with-lock.ts";
export type { LockedWork } from "./locks/with-lock.ts";
export type { Driver, OperationRecord, OperationState, Subject } from "./records/operation-record.ts";
export { missingRights, requireRights, type Right } from "./installation/rights.ts";
export { chooseVelero, defaultVeleroNamespace, findVelero, findVeleros } from "./velero/find-velero.ts";
export type { NodeAgent, VeleroInstallation, VeleroProblem } from "./velero/installation.ts";
export { askServerStatus, type ServerStatus } from "./velero/server-status.ts";
export { veleroStatus, type LocationSummary, type VeleroStatus } from "./velero/velero-status.ts";
export {
  installVelero,
  type VeleroInstallOptions,
  type VeleroInstallOutcome,
} from "./velero/install/install-velero.ts";
export { uninstallVelero, veleroLosses, type VeleroLosses } from "./velero/uninstall-velero.ts";
export { applicationType } from "./applications/application.ts";
export type { ApplicationObject, ApplicationSpec, InstalledApplication } from "./applications/application.ts";
export { findApplication, knownApplications } from "./applications/find-application.ts";
export { applicationFrom, readRecords, recordsFrom, releaseFromRecords } from "./applications/application-records.ts";
export type { ApplicationRecords } from "./applications/application-records.ts";
export { readRelease, renderFromObjects, renderRelease } from "./applications/render-release.ts";
export { loadRelease } from "./applications/load-release.ts";
export { packRelease } from "./applications/pack-release.ts";
export { loadLicense, parseLicense } from "./applications/accept-license.ts";
export { generateVendorKeys, publicKeyOfPem, signatures, signLicense } from "./applications/signatures.ts";
export type { VendorKeys } from "./applications/signatures.ts";
export { installApplication } from "./applications/install-application.ts";
export type { GivenValues } from "./applications/given-values.ts";
export { rollbackApplication, setConfig } from "./applications/change-application.ts";
export { updateLicense } from "./applications/update-license.ts";
export type { LicenseUpdated, PendingRestart } from "./applications/update-license.ts";
export type { DeployChoices, Deployed } from "./applications/deploy-release.ts";
export { planApplicationRemoval, removeApplication } from "./applications/remove-application.ts";
export type { RemovalPlan, Removed } from "./applications/remove-application.ts";
export { formatReference } from "./applications/prune-objects.ts";
export { showApplication } from "./applications/show-application.ts";
export type { ApplicationState, ApplicationView } from "./applications/show-application.ts";
export { applyClusterScoped, restoreRecords } from "./applications/restore-records.ts";
export type { RestoredRecords } from "./applications/restore-records.ts";
export { lintRelease, type LintResult } from "./applications/lint-release.ts";
export { awaitReady } from "./applications/await-ready.ts";
export { readinessTargets } from "./applications/readiness-targets.ts";
export { placeObjects } from "./applications/place-objects.ts";
export { examineCoverage, type ApplicationCoverage } from "./coverage/examine-coverage.ts";
export type { HeldVolume } from "./coverage/held-volumes.ts";
export { createBackup, type StartedBackup } from "./backups/create-backup.ts";
export { createUpgrade } from "./upgrades/create-upgrade.ts";
export { findBackupToGoBackTo } from "./upgrades/find-backup-before.ts";
export { previewUpgrade, type UpgradePreview } from "./upgrades/preview-upgrade.ts";
export type { UpgradeBackup } from "./upgrades/upgrade-input.ts";
export { examineApplications, type ExaminedApplications } from "./backups/backupable.ts";
export type { NotIncluded } from "./backups/backup-input.ts";
export { listedStoreOf, rememberedIn, setsLedger } from "./backups/remembered-sets.ts";
export { deleteBackupSet } from "./backups/delete-set.ts";
export { whyNotDeleted } from "./backups/deletion-operation.ts";
export { workOf } from "./backups/list-sets.ts";
export { memberBackupOf } from "./backups/member-backup.ts";
export { readBackupLogs, type LogLineOfMember } from "./backups/read-logs.ts";
export type { VolumeTransfer } from "./backups/read-member.ts";
export type { Reading } from "./backups/reading.ts";
export { showMember, type BackupSetDetail, type MemberDetail } from "./backups/show-set.ts";
export { testHooks, type HookTestOutcome } from "./hooks/test-hooks.ts";
export { diagnoseInstallation, diagnoseNamed, type Diagnosis } from "./diagnosis/diagnose.ts";
export { standingRecords } from "./records/standing-records.ts";
export { readReport } from "./reports/store-report.ts";
export type { MemberReport, Report } from "./reports/report.ts";
export { operationRecordSelector, type ConfigMap } from "./records/encode-record.ts";
export { understood } from "./records/store-record.ts";
export { controllers } from "./controllers/controllers.ts";
export { runControllers, type ControllerEnd } from "./controllers/run-controllers.ts";
export { controllerLease } from "./running/controller-runs.ts";
export { driveOperations, type BackgroundEnd } from "./running/drive-operations.ts";
export { cancelOperation, giveUpOperation, planGivingUp } from "./running/cancel-operation.ts";
export { confirmGivingUp, namesHeld } from "./running/confirm-giving-up.ts";
export { waysToEnd } from "./running/ways-to-end.ts";
export { resumeOperation } from "./running/resume-operation.ts";
export { refuseOnlyForCli } from "./running/refuse-only-for-cli.ts";
export { partOfDestination, type DestinationWish } from "./destinations/destination-wish.ts";
export { listDestinations, showDestination, type DestinationView } from "./destinations/destination-view.ts";
export type { Contents } from "./destinations/judge-contents.ts";
export { internalWish } from "./destinations/internal-store.ts";
export { planTakeOver, takeOverDestination } from "./destinations/open-destination.ts";
export { readCredentials } from "./destinations/read-credentials.ts";
export { setDestination } from "./destinations/set-destination.ts";
export { createClaimRestore, previewClaimRestore, type ClaimPreview } from "./claims/create-claim-restore.ts";
export type { ClaimRequest } from "./claims/claim-input.ts";
export { createCopy, previewCopy, type CopyPreview } from "./copies/create-copy.ts";
export type { CopyRequest } from "./copies/copy-input.ts";
export { keepArtefacts } from "./restores/kept-artefacts.ts";
export { createUndo, previewUndo, type UndoPreview } from "./restores/undo-restore.ts";
export { commandOfRestore, refuseConsoleScope } from "./restores/command-of-restore.ts";
export { confirmationWord, requireConfirmation } from "./restores/confirmation.ts";
export { createRestore, requireSamePlan } from "./restores/create-restore.ts";
export { previewRestore } from "./restores/preview-restore.ts";
export type { ApplicationPreview, RestorePreview, SafetyPreview } from "./restores/restore-preview.ts";
export { applicationsRequest, type RestoreRequest, type RestoreScope } from "./restores/restore-request.ts";
export { ensureConsolePassword, resetConsolePassword } from "./installation/console-password.ts";
export { findConsolePod } from "./installation/console-pod.ts";
export { installServer, type ServerInstallation } from "./installation/install-server.ts";
export { serverName, serverObjects, type ServerOptions } from "./installation/server-objects.ts";
export { applyDefinitions } from "./installation/apply-definitions.ts";
export { readManifests } from "./installation/read-manifests.ts";
export { consoleRestoreOperation } from "./recovery/console-restore-operation.ts";
export type { ConsolePreview, ConsoleRestoreInput } from "./recovery/console-restore-input.ts";
export { planConsoleRestore, type ConsoleWish } from "./recovery/plan-console-restore.ts";
export { examineRecoveryPoint, type Lack } from "./recovery/examine-recovery-point.ts";
export { bestPoint, listRecoveryPoints, type RecoveryPoint } from "./recovery/list-recovery-points.ts";
export {
  checkRecoveryKit,
  confirmRecoveryKit,
  destinationsWithoutCredentials,
  exportRecoveryKit,
  readRecoveryKit,
  recoveryKitReminder,
} from "./recovery/recovery-kit.ts";
export { serverLosses, uninstallServer, type Losses } from "./installation/uninstall-server.ts";
export { findBackupSet, findWholeSet, listBackupSets } from "./backups/list-sets.ts";
export { showBackupSet } from "./backups/show-set.ts";
export { listVolumeSizes, sizeOfSet, type VolumeSize } from "./backups/volume-sizes.ts";
export { carryOut, type CarriedOut, type CarryOutOptions } from "./running/carry-out.ts";
export { controllerRuns } from "./running/controller-runs.ts";
export { driveOperation, type DriveOptions } from "./running/drive-operation.ts";
export { followOperation } from "./running/follow-operation.ts";
export { listOperations, showOperation } from "./running/show-operations.ts";
export type { RestoreDetail, RestoreSummary } from "./restores/list-restores.ts";
export {
  listRestores,
  showRestore,
  type RestoreEntry,
  type RestorePartView,
  type RestoreView,
} from "./restores/restore-history.ts";
export type { RestoreStage } from "./restores/restore-stages.ts";
export { runChild, type Child } from "./steps/run-child.ts";
export type { DriveOutcome } from "./steps/run-operation.ts";
export { isAtRest, isChild, isFinished } from "./records/operation-record.ts";
export { changeSettings } from "./settings/change-settings.ts";
export { readSettings } from "./settings/read-settings.ts";
export { settingsType, type SettingsSpec } from "./settings/settings.ts";
export { listLimits, setLimit, unsetLimit, type LimitView } from "./status/limits.ts";
export { readRiskFacts, readStatus } from "./status/read-status.ts";
export { previewPolicy, setRetention, type PolicyPreview, type PolicyWish } from "./retention/change-policy.ts";
export { holdBackup, releaseBackup } from "./retention/holds.ts";
export {
  previewRetention,
  showRetention,
  type PolicyView,
  type RetainedSet,
  type RetentionPreview,
  type RetentionView,
} from "./retention/preview-retention.ts";
export { proposedRules } from "./retention/proposed-rules.ts";
export { whyAlwaysKept } from "./retention/why-always-kept.ts";
export { plannedSets } from "./retention/planned-sets.ts";
export type { DeletionPlan } from "./retention/plan-deletions.ts";
export {
  createSchedule,
  proposeSchedule,
  type ScheduleProposal,
  type ScheduleRequest,
} from "./schedules/create-schedule.ts";
export { deleteSchedule, pauseSchedule, resumeSchedule, runScheduleNow } from "./schedules/change-schedule.ts";
export { listOutsideSchedules, type OutsideSchedule } from "./schedules/outside-schedules.ts";
export { listSchedules, showSchedule } from "./schedules/show-schedules.ts";
export { removeChannel, takeOverChannel } from "./notifications/channel-records.ts";
export { listChannels, showChannel, type ChannelView } from "./notifications/channel-view.ts";
export { setNotification, type AddressWish, type ChannelWish, type CommonWish } from "./notifications/channel-wish.ts";
export { testChannel, type TestedChannel } from "./notifications/test-channel.ts";
export { makeSupportBundle, type SupportBundle } from "./support/make-bundle.ts";
export { listSavedBundles, readSavedBundle, type SavedBundle } from "./support/saved-bundles.ts";
