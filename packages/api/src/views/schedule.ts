import type { ScheduleView } from "@holdfast/domain";
import { z } from "@hono/zod-openapi";

export const scheduleScopeSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("instance") }),
    z.object({ kind: z.literal("application"), slug: z.string() }),
  ])
  .openapi("ScheduleScope");

const runOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("running"), since: z.string() }),
  z.object({ kind: z.literal("complete"), at: z.string() }),
  z.object({ kind: z.literal("partial"), at: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("failed"), at: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("cancelled"), at: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("unknown"), reason: z.string() }),
]);

const scheduleStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("active") }),
  z.object({ kind: z.literal("paused"), reason: z.string(), since: z.string() }),
  z.object({ kind: z.literal("running"), set: z.string(), since: z.string() }),
  z.object({ kind: z.literal("waiting"), slot: z.string(), reason: z.string(), until: z.string() }),
  z.object({ kind: z.literal("stuck"), set: z.string(), since: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("late"), slot: z.string(), reason: z.string() }),
  z.object({ kind: z.literal("invalid"), reason: z.string() }),
]);

/** Times are ISO 8601. */
export const scheduleSchema = z
  .object({
    name: z.string(),
    scope: scheduleScopeSchema,
    cron: z.string(),
    /** The cron expression in words. */
    when: z.string(),
    timeZone: z.string(),
    destination: z.string().exactOptional(),
    paused: z.object({ reason: z.string(), since: z.string() }).exactOptional(),
    /** The next five times. */
    next: z.array(z.string()).readonly(),
    lastRun: z.object({ slot: z.string(), set: z.string(), outcome: runOutcomeSchema }).exactOptional(),
    /** Newest first. */
    missed: z.array(z.object({ slot: z.string(), reason: z.string() })).readonly(),
    missedEarlier: z.number(),
    state: scheduleStateSchema,
    createdAt: z.string(),
    startWithinSeconds: z.number(),
    runWithinSeconds: z.number(),
  })
  .openapi("Schedule") satisfies z.ZodType<ScheduleView>;

export const scheduleListSchema = z
  .object({
    items: z.array(scheduleSchema).readonly(),
    /** Velero's own: made outside Holdfast, shown and left alone. */
    outside: z
      .array(
        z.object({
          name: z.string(),
          namespace: z.string(),
          cron: z.string(),
          paused: z.boolean(),
          lastBackup: z.string().exactOptional(),
          problem: z.string().exactOptional(),
        }),
      )
      .readonly(),
  })
  .openapi("ScheduleList");

export const createScheduleSchema = z
  .object({
    name: z.string(),
    /** Plain words, a preset or a cron expression of five fields. */
    when: z.string(),
    /** Of the IANA time zone database. */
    timeZone: z.string(),
    /** Absent: the console and all applications. */
    application: z.string().exactOptional(),
    destination: z.string().exactOptional(),
  })
  .openapi("CreateSchedule");

/** What a schedule would be: nothing was written. */
export const scheduleProposalSchema = z
  .object({ cron: z.string(), when: z.string(), timeZone: z.string(), next: z.array(z.string()).readonly() })
  .openapi("ScheduleProposal");

export const pauseScheduleSchema = z.object({ reason: z.string().exactOptional() }).openapi("PauseSchedule");

export type ScheduleListView = z.infer<typeof scheduleListSchema>;
export type CreateSchedule = z.infer<typeof createScheduleSchema>;
export type ScheduleProposalView = z.infer<typeof scheduleProposalSchema>;
export type PauseSchedule = z.infer<typeof pauseScheduleSchema>;
