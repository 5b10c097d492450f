import type { ScheduleView } from "@holdfast/domain";
import type { Context } from "hono";
import type { ApplicationDetailView } from "./views/application-detail.ts";
import type { ApplicationView } from "./views/application.ts";
import type {
  BackupSetDetailView,
  BackupSetPageView,
  DeleteBackup,
  StartBackup,
  StartedBackup,
} from "./views/backup-set.ts";
import type { ChannelAnswer, SetChannel, TestedChannelView } from "./views/notification.ts";
import type { Accepted, OperationView } from "./views/operation.ts";
import type { RecoveryKitView } from "./views/recovery-kit.ts";
import type { HoldBackup, RetentionPreviewView } from "./views/retention.ts";
import type { RestoreDetailView, RestoreEntryView } from "./views/restore-record.ts";
import type {
  RestorePlanView,
  RestoreRequestView,
  StartRestore,
  StartUndo,
  UndoPlanView,
  UndoRequest,
} from "./views/restore.ts";
import type { CreateSchedule, PauseSchedule, ScheduleListView, ScheduleProposalView } from "./views/schedule.ts";
import type { StatusAnswer } from "./views/status.ts";
import type { SessionView } from "./views/session.ts";

/** What the server has to be able to do. Refusals are thrown as Fault. */
export interface Handlers {
  /** Sets the session's cookie on the answer. */
  signIn(input: { readonly password: string }, call: Context): Promise<SessionView>;
  showSession(call: Context): Promise<SessionView>;
  signOut(call: Context): Promise<void>;

  listApplications(call: Context): Promise<readonly ApplicationView[]>;
  showApplication(slug: string, call: Context): Promise<ApplicationDetailView>;

  listBackups(
    page: { readonly after?: string | undefined; readonly limit: number },
    call: Context,
  ): Promise<BackupSetPageView>;
  startBackup(input: StartBackup, call: Context): Promise<StartedBackup>;
  showBackup(name: string, call: Context): Promise<BackupSetDetailView>;
  deleteBackup(name: string, input: DeleteBackup, call: Context): Promise<Accepted>;
  readBackupLogs(
    of: { readonly name: string; readonly backup: string },
    call: Context,
  ): Promise<ReadableStream<Uint8Array>>;

  planRestore(input: RestoreRequestView, call: Context): Promise<RestorePlanView>;
  startRestore(input: StartRestore, call: Context): Promise<Accepted>;
  listRestores(call: Context): Promise<readonly RestoreEntryView[]>;
  showRestore(name: string, call: Context): Promise<RestoreDetailView>;
  planUndo(name: string, input: UndoRequest, call: Context): Promise<UndoPlanView>;
  startUndo(name: string, input: StartUndo, call: Context): Promise<Accepted>;

  listOperations(call: Context): Promise<readonly OperationView[]>;
  showOperation(id: string, call: Context): Promise<OperationView>;
  resumeOperation(id: string, call: Context): Promise<Accepted>;
  cancelOperation(id: string, call: Context): Promise<Accepted>;
  giveUpOperation(id: string, confirmation: string, call: Context): Promise<OperationView>;

  listSchedules(call: Context): Promise<ScheduleListView>;
  proposeSchedule(input: CreateSchedule, call: Context): Promise<ScheduleProposalView>;
  createSchedule(input: CreateSchedule, call: Context): Promise<ScheduleView>;
  pauseSchedule(name: string, input: PauseSchedule, call: Context): Promise<ScheduleView>;
  resumeSchedule(name: string, call: Context): Promise<ScheduleView>;
  runSchedule(name: string, call: Context): Promise<StartedBackup>;
  deleteSchedule(name: string, call: Context): Promise<void>;

  previewRetention(days: number, call: Context): Promise<RetentionPreviewView>;
  holdBackup(name: string, input: HoldBackup, call: Context): Promise<void>;
  releaseBackup(name: string, call: Context): Promise<void>;

  listChannels(call: Context): Promise<readonly ChannelAnswer[]>;
  setChannel(name: string, input: SetChannel, call: Context): Promise<void>;
  testChannel(name: string, call: Context): Promise<TestedChannelView>;
  removeChannel(name: string, call: Context): Promise<void>;

  showStatus(call: Context): Promise<StatusAnswer>;
  showRecoveryKit(call: Context): Promise<RecoveryKitView>;
}
