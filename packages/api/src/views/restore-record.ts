import { z } from "@hono/zod-openapi";
import { findingSchema, hookSchema, problemSchema, transferSchema } from "./backup-set.ts";
import { operationStateSchema, subjectSchema } from "./operation.ts";

export const undoStateSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("can"),
      set: z.string(),
      applications: z.array(z.string()).readonly(),
      until: z.string().exactOptional(),
    }),
    z.object({ kind: z.literal("cannot"), reason: z.string() }),
  ])
  .openapi("UndoState");

const stageSchema = z.object({ stage: z.string(), state: z.enum(["waiting", "running", "failed", "done"]) });

/** What was compared after a restore, and what is missing. */
export const restoreReportSchema = z
  .object({
    ready: z.number(),
    objects: z.object({
      expected: z.number(),
      present: z.number(),
      missing: z.array(z.string()).readonly(),
    }),
    volumes: z.object({
      expected: z.number(),
      filled: z.number(),
      bytes: z.number(),
      problems: z.array(z.string()).readonly(),
      unbound: z.array(z.string()).readonly(),
    }),
  })
  .openapi("RestoreReport");

const partSchema = z.object({
  operation: z.string(),
  /** backup is the safety snapshot before it. */
  kind: z.string(),
  of: subjectSchema,
  state: operationStateSchema,
  stages: z.array(stageSchema).readonly(),
  report: restoreReportSchema.exactOptional(),
});

/** One Velero Restore: the last attempt of a part. */
const veleroRestoreSchema = z.object({
  name: z.string(),
  phase: z.string(),
  application: z.string().exactOptional(),
  volumes: z.array(transferSchema).readonly(),
  hooks: z.array(hookSchema).readonly(),
  warnings: z.array(problemSchema).readonly(),
  errors: z.array(problemSchema).readonly(),
  /** Why hooks, warnings or errors are not known. */
  unread: z.string().exactOptional(),
  /** What is wrong with it, and what to do. */
  findings: z.array(findingSchema).readonly(),
});

const restoreEntrySchema = z
  .object({
    name: z.string(),
    /** operation: Holdfast's; velero: of which no operation is known. */
    origin: z.enum(["operation", "velero"]),
    /** restore, copy or restore-claim. */
    kind: z.string(),
    createdAt: z.string(),
    set: z.string().exactOptional(),
    requestedBy: z.string().exactOptional(),
    of: subjectSchema.exactOptional(),
    state: operationStateSchema.exactOptional(),
    /** Velero's own word, of one that Velero alone knows. */
    phase: z.string().exactOptional(),
    undo: undoStateSchema,
  })
  .openapi("Restore");

export const restoreListSchema = z.object({ items: z.array(restoreEntrySchema).readonly() }).openapi("RestoreList");

export const restoreDetailSchema = restoreEntrySchema
  .extend({
    stages: z.array(stageSchema).readonly(),
    parts: z.array(partSchema).readonly(),
    report: restoreReportSchema.exactOptional(),
    /** Pods that a restart of their node would hold up. */
    waitingPods: z.array(z.object({ namespace: z.string(), name: z.string(), replaceable: z.boolean() })).readonly(),
    velero: z.array(veleroRestoreSchema).readonly(),
    /** Why the pods that wait are not known. */
    unread: z.string().exactOptional(),
  })
  .openapi("RestoreDetail");

export type UndoStateView = z.infer<typeof undoStateSchema>;
export type RestoreReportView = z.infer<typeof restoreReportSchema>;
export type RestorePartView = z.infer<typeof partSchema>;
export type RestoreEntryView = z.infer<typeof restoreEntrySchema>;
export type RestoreDetailView = z.infer<typeof restoreDetailSchema>;
export type VeleroRestoreView = z.infer<typeof veleroRestoreSchema>;
