import { z } from "@hono/zod-openapi";

const objectSchema = z.object({ kind: z.string(), namespace: z.string().exactOptional(), name: z.string() });

/** What a restore of one application would do, before anything is done. */
export const restorePlanSchema = z
  .object({
    backupSet: z.string(),
    application: z.string(),
    sequence: z.number().int().exactOptional(),
    versionLabel: z.string().exactOptional(),
    /** When the data to be restored was backed up. */
    backedUpAt: z.string(),
    /** Changes when what would be done changes; given back when the restore is confirmed. */
    hash: z.string(),
    /** Objects that are deleted and come back from the backup, in the order of deletion. */
    deletes: z.array(objectSchema).readonly(),
    /** Claims whose data is deleted and comes back from the backup. */
    wipes: z.array(objectSchema.extend({ sizeBytes: z.number().exactOptional() })).readonly(),
    /** What stays as it is, and why. */
    keeps: z.array(objectSchema.extend({ reason: z.string() })).readonly(),
  })
  .openapi("RestorePlan");

export const startRestoreSchema = z
  .object({
    backupSet: z.string(),
    application: z.string(),
    /** The application's slug, typed by the person who asks. */
    confirmation: z.string(),
    /** The hash of the plan that was shown. */
    plan: z.string(),
  })
  .openapi("StartRestore");

export type RestorePlanView = z.infer<typeof restorePlanSchema>;
export type StartRestore = z.infer<typeof startRestoreSchema>;
