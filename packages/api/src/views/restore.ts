import { z } from "@hono/zod-openapi";

const objectSchema = z.object({ kind: z.string(), namespace: z.string().exactOptional(), name: z.string() });

export const restoreScopeSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("applications"), slugs: z.array(z.string()).min(1).readonly() }),
    /** The console and all applications of the set: only the command line drives it. */
    z.object({ kind: z.literal("full") }),
    /** The console alone: only the command line drives it. */
    z.object({ kind: z.literal("console") }),
  ])
  .openapi("RestoreScope");

const wishes = {
  /** Take a safety snapshot of what is there now, to which an undo goes back. */
  safety: z.boolean().default(true),
  allowPartiallyFailed: z.boolean().default(false),
  /** Codes of checks that a person accepts. */
  accepted: z.array(z.string()).readonly().default([]),
};

export const restoreRequestSchema = z
  .object({ backupSet: z.string(), scope: restoreScopeSchema, ...wishes })
  .openapi("RestoreRequest");

const confirmed = {
  /** What the plan asked to be typed. */
  confirmation: z.string(),
  /** The hash of the plan that was shown. */
  plan: z.string(),
};

export const startRestoreSchema = restoreRequestSchema.extend(confirmed).openapi("StartRestore");
export const undoRequestSchema = z.object(wishes).openapi("UndoRequest");
export const startUndoSchema = undoRequestSchema.extend(confirmed).openapi("StartUndo");

/** What was looked at before a restore, and what came of it. */
export const checkSchema = z
  .object({
    /** Stable; what is given back in `accepted`. */
    code: z.string(),
    subject: z.string(),
    result: z.enum(["passed", "warning", "unknown", "needs-acceptance", "refused"]),
    message: z.string(),
    remedy: z.string().exactOptional(),
    /** The restore is refused while this stands: with what was accepted so far. */
    stops: z.boolean(),
  })
  .openapi("Check");

const fieldSchema = z.object({
  path: z.string(),
  /** Values only where they tell nothing secret. */
  now: z.string().exactOptional(),
  backup: z.string().exactOptional(),
});

const versionSchema = z.object({ sequence: z.number().int(), versionLabel: z.string() });
const licenseSchema = z.object({ issue: z.number(), expires: z.string().exactOptional() });

/** What becomes of version, settings and license. `now` is absent when the application is not installed. */
const installedChangeSchema = z.object({
  version: z.object({ now: versionSchema.exactOptional(), backup: versionSchema }),
  /** Names of settings that have another value afterwards. */
  config: z.array(z.string()).readonly(),
  license: z.object({
    now: licenseSchema.exactOptional(),
    backup: licenseSchema.exactOptional(),
    afterwards: z.enum(["now", "backup", "none"]),
  }),
});

const plannedApplicationSchema = z
  .object({
    slug: z.string(),
    /** When the data to be restored was backed up. */
    backedUpAt: z.string(),
    namespaces: z.array(z.string()).readonly(),
    installed: installedChangeSchema,
    /** Deleted, and made again from the backup where it holds them; in the order of deletion. */
    deletes: z.array(objectSchema).readonly(),
    /** Not there now; they come from the backup. */
    added: z.array(objectSchema).readonly(),
    changed: z.array(objectSchema.extend({ fields: z.array(fieldSchema).readonly() })).readonly(),
    /** There now, and gone afterwards. */
    lost: z.array(objectSchema.extend({ reason: z.string() })).readonly(),
    /** Objects of the whole cluster that the release brings along. */
    reapplied: z.array(objectSchema).readonly(),
    /** wiped: its data goes and that of the backup comes; returns: it is not there and comes back. */
    claims: z
      .array(
        objectSchema.extend({
          change: z.enum(["wiped", "returns", "returns-empty"]),
          sizeBytes: z.number().exactOptional(),
        }),
      )
      .readonly(),
    /** What stays as it is, and why. */
    keeps: z.array(objectSchema.extend({ reason: z.string() })).readonly(),
  })
  .openapi("PlannedApplication");

const safetySchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("declined") }),
    z.object({ kind: z.literal("nothing-there") }),
    z.object({ kind: z.literal("impossible"), reason: z.string() }),
    /** All that is there was left half done by the restore that is taken back. */
    z.object({ kind: z.literal("half-done") }),
    z.object({
      kind: z.literal("taken"),
      applications: z.array(z.string()).readonly(),
      /** Claims that are wiped and that it cannot hold. */
      lacks: z.array(z.string()).readonly(),
      /** Applications that are not in it: left half done by the restore that is taken back. Absent: none. */
      without: z.array(z.string()).readonly().exactOptional(),
      keptDays: z.number(),
    }),
  ])
  .openapi("SafetySnapshot");

/** What a restore would do, before anything is done, and what was looked at to know it. */
export const restorePlanSchema = z
  .object({
    request: restoreRequestSchema,
    backup: z.object({
      set: z.string(),
      /** full, partial or safety; anything but full is not for disaster recovery. */
      scope: z.string(),
      startedAt: z.string(),
      instance: z.string().exactOptional(),
    }),
    /** Changes when what would be done changes; given back when the restore is confirmed. */
    hash: z.string(),
    /** What has to be typed to confirm it. */
    confirmation: z.string(),
    /** The same at the command line. */
    command: z.string(),
    checks: z.array(checkSchema).readonly(),
    /** One that cannot be planned is in `checks` alone. */
    applications: z.array(plannedApplicationSchema).readonly(),
    safety: safetySchema,
    /** From past restores; absent: not known. */
    expectedSeconds: z.number().exactOptional(),
  })
  .openapi("RestorePlan");

export const undoPlanSchema = z
  .object({
    /** The restore that is taken back. */
    restore: z.string(),
    applications: z.array(z.string()).readonly(),
    /** Then its safety snapshot expires. */
    until: z.string().exactOptional(),
    /** What was written since then is lost. */
    losesSince: z.string(),
    plan: restorePlanSchema,
  })
  .openapi("UndoPlan");

export type RestoreRequestView = z.infer<typeof restoreRequestSchema>;
export type RestoreScopeView = z.infer<typeof restoreScopeSchema>;
export type RestorePlanView = z.infer<typeof restorePlanSchema>;
export type PlannedApplicationView = z.infer<typeof plannedApplicationSchema>;
export type CheckView = z.infer<typeof checkSchema>;
export type StartRestore = z.infer<typeof startRestoreSchema>;
export type UndoRequest = z.infer<typeof undoRequestSchema>;
export type StartUndo = z.infer<typeof startUndoSchema>;
export type UndoPlanView = z.infer<typeof undoPlanSchema>;
