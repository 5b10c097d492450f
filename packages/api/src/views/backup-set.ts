import { z } from "@hono/zod-openapi";
import { progressSchema } from "./operation.ts";

/** `failed` is said only of backups made outside Holdfast. */
export const backupSetStateSchema = z.enum(["running", "complete", "partial", "failed", "damaged", "deleting"]);

/** A snapshot as the list shows it: of the whole set. Times are ISO 8601, sizes bytes. */
export const backupSetSchema = z
  .object({
    name: z.string(),
    origin: z.enum(["holdfast", "kots", "outside"]),
    scope: z.enum(["full", "partial", "safety", "unknown"]),
    state: backupSetStateSchema,
    createdAt: z.string(),
    endedAt: z.string().exactOptional(),
    expiresAt: z.string().exactOptional(),
    applications: z.array(z.string()).readonly(),
    /** The console's own data is a member. */
    console: z.boolean(),
    sizeBytes: z.number().exactOptional(),
    warnings: z.number(),
    errors: z.number(),
    destination: z.string().exactOptional(),
    requestedBy: z.string().exactOptional(),
  })
  .openapi("BackupSet");

export const backupSetPageSchema = z
  .object({
    items: z.array(backupSetSchema).readonly(),
    total: z.number().int(),
    /** Give it back as `after` for the next page. */
    next: z.string().exactOptional(),
  })
  .openapi("BackupSetPage");

export const transferSchema = z
  .object({
    namespace: z.string(),
    pod: z.string().exactOptional(),
    volume: z.string(),
    claim: z.string().exactOptional(),
    stage: z.enum(["waiting", "running", "completed", "failed", "canceled", "skipped", "unknown"]),
    /** How the data travelled: file-system, csi, native, skipped. */
    method: z.string().exactOptional(),
    bytesDone: z.number().exactOptional(),
    bytesTotal: z.number().exactOptional(),
    startedAt: z.string().exactOptional(),
    endedAt: z.string().exactOptional(),
    message: z.string().exactOptional(),
  })
  .openapi("VolumeTransfer");

export const hookSchema = z
  .object({
    when: z.enum(["before", "after"]),
    /** Where it ran, as far as Velero's log tells. */
    namespace: z.string().exactOptional(),
    pod: z.string().exactOptional(),
    container: z.string().exactOptional(),
    name: z.string(),
    command: z.array(z.string()).readonly(),
    outcome: z.enum(["succeeded", "failed", "timed-out", "not-run", "unknown"]),
    exitCode: z.number().int().exactOptional(),
    startedAt: z.string().exactOptional(),
    endedAt: z.string().exactOptional(),
    stdout: z.string(),
    stderr: z.string(),
    message: z.string().exactOptional(),
    /** What is not known of it, and why. */
    missing: z.array(z.string()).readonly(),
  })
  .openapi("HookRun");

export const problemSchema = z
  .object({ namespace: z.string().exactOptional(), message: z.string() })
  .openapi("Problem");

/** A cause with its evidence, in the words of whoever said it, and what to do. */
export const findingSchema = z
  .object({
    code: z.string(),
    cause: z.string(),
    evidence: z.array(z.string()).readonly(),
    remedy: z.array(z.string()).readonly(),
    safeToIgnore: z.enum(["yes", "no", "unknown"]),
    ignoring: z.string(),
  })
  .openapi("Finding");

export const partSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("application"),
      slug: z.string(),
      sequence: z.number().int().exactOptional(),
      versionLabel: z.string().exactOptional(),
    }),
    z.object({ kind: z.literal("console") }),
    /** A whole Velero Backup of which Holdfast knows no parts. */
    z.object({ kind: z.literal("unknown") }),
  ])
  .openapi("Part");

/** One Velero Backup of the set. */
export const memberSchema = z
  .object({
    backup: z.string(),
    part: partSchema,
    /** Velero's own word; empty while it has said nothing. */
    phase: z.string(),
    stage: z.enum(["absent", "waiting", "running", "completed", "partially-failed", "failed", "deleting", "unknown"]),
    startedAt: z.string().exactOptional(),
    endedAt: z.string().exactOptional(),
    progress: progressSchema.exactOptional(),
    volumes: z.array(transferSchema).readonly(),
    /** Why nobody knows which volumes are in it. */
    volumesUnread: z.string().exactOptional(),
    hooks: z.array(hookSchema).readonly(),
    warnings: z.array(problemSchema).readonly(),
    errors: z.array(problemSchema).readonly(),
    /** Why Velero refused or gave up, in its words. */
    failure: z.string().exactOptional(),
    /** Why volumes, hooks, warnings or errors are not known. */
    unread: z.string().exactOptional(),
    /** What is wrong with it, and what to do. */
    findings: z.array(findingSchema).readonly(),
  })
  .openapi("Member");

/** What a full backup does not hold: a slug or "console", and why. */
const notIncludedSchema = z.object({ part: z.string(), reason: z.string() }).openapi("NotIncluded");

export const backupSetDetailSchema = backupSetSchema
  .extend({
    members: z.array(memberSchema).readonly(),
    /** Absent: not known, as of backups made outside Holdfast. */
    notIncluded: z.array(notIncludedSchema).readonly().exactOptional(),
    /** What could not be read of its labels and annotations. */
    problems: z.array(z.string()).readonly(),
    /** Why no rule of retention would ever delete it, as of the last good one. */
    alwaysKept: z.string().exactOptional(),
  })
  .openapi("BackupSetDetail");

export const startBackupSchema = z
  .object({
    /** Absent: a full backup. */
    application: z.string().exactOptional(),
  })
  .openapi("StartBackup");

export const startedBackupSchema = z
  .object({ name: z.string(), operation: z.string(), notIncluded: z.array(notIncludedSchema).readonly() })
  .openapi("StartedBackup");

export const deleteBackupSchema = z
  .object({
    /** The name of the set, typed by whoever deletes it. */
    confirmation: z.string(),
  })
  .openapi("DeleteBackup");

export type BackupSetView = z.infer<typeof backupSetSchema>;
export type BackupSetPageView = z.infer<typeof backupSetPageSchema>;
export type BackupSetDetailView = z.infer<typeof backupSetDetailSchema>;
export type BackupSetStateView = z.infer<typeof backupSetStateSchema>;
export type MemberView = z.infer<typeof memberSchema>;
export type TransferView = z.infer<typeof transferSchema>;
export type HookView = z.infer<typeof hookSchema>;
export type ProblemView = z.infer<typeof problemSchema>;
export type StartBackup = z.infer<typeof startBackupSchema>;
export type DeleteBackup = z.infer<typeof deleteBackupSchema>;
export type StartedBackup = z.infer<typeof startedBackupSchema>;
