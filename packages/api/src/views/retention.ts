import { z } from "@hono/zod-openapi";

const policySchema = z.object({
  name: z.string(),
  scope: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("instance") }),
    z.object({ kind: z.literal("application"), slug: z.string() }),
  ]),
  /** For backups made from now on, in words. */
  keeps: z.string(),
  timeZone: z.string(),
  /** Why it cannot be followed; then everything is kept. */
  problems: z.array(z.string()).readonly(),
});

const retainedSchema = z.object({
  set: z.string(),
  createdAt: z.string(),
  parts: z.array(z.string()).readonly(),
  verdict: z.string(),
  /** The rule that keeps or frees it, in words. */
  why: z.string(),
  alwaysKept: z.boolean(),
});

/** What exists, what will exist day by day, and what each rule frees; nothing is changed. */
export const retentionPreviewSchema = z
  .object({
    policies: z.array(policySchema).readonly(),
    holds: z
      .array(
        z.object({
          set: z.string(),
          by: z.string(),
          at: z.string(),
          reason: z.string().exactOptional(),
          exists: z.boolean(),
        }),
      )
      .readonly(),
    sets: z.array(retainedSchema).readonly(),
    /** Why no rule is applied now. */
    rests: z.string().exactOptional(),
    /** Holdfast runs in the cluster; else nobody applies the rules. */
    applied: z.boolean(),
    from: z.string(),
    until: z.string(),
    timeZone: z.string(),
    /** Backups that schedules will make and that the calendar counts with. */
    planned: z.number(),
    /** Days on which something comes or goes. */
    days: z
      .array(
        z.object({
          day: z.string(),
          made: z.array(z.string()).readonly(),
          freed: z.array(z.object({ set: z.string(), why: z.string() })).readonly(),
          left: z.number(),
        }),
      )
      .readonly(),
  })
  .openapi("RetentionPreview");

export const holdSchema = z.object({ reason: z.string().exactOptional() }).openapi("Hold");

export type RetentionPreviewView = z.infer<typeof retentionPreviewSchema>;
export type HoldBackup = z.infer<typeof holdSchema>;
