import { z } from "@hono/zod-openapi";
import { faultSchema } from "../faults.ts";

export const progressSchema = z
  .object({
    message: z.string(),
    itemsDone: z.number().exactOptional(),
    itemsTotal: z.number().exactOptional(),
    bytesDone: z.number().exactOptional(),
    bytesTotal: z.number().exactOptional(),
  })
  .openapi("Progress");

export const subjectSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("instance") }),
    z.object({ kind: z.literal("application"), slug: z.string() }),
    z.object({ kind: z.literal("applications"), slugs: z.array(z.string()).readonly() }),
    z.object({ kind: z.literal("backup-set"), name: z.string() }),
  ])
  .openapi("Subject");

/** Times are ISO 8601. */
export const operationStateSchema = z
  .discriminatedUnion("stage", [
    z.object({ stage: z.literal("pending") }),
    z.object({ stage: z.literal("running"), step: z.string(), startedAt: z.string(), progress: progressSchema }),
    z.object({ stage: z.literal("stopped"), step: z.string(), at: z.string() }),
    z.object({ stage: z.literal("failed"), step: z.string(), at: z.string(), fault: faultSchema }),
    z.object({ stage: z.literal("done"), at: z.string(), summary: z.string() }),
    /** By a person; `left` says what was taken back and what stays. */
    z.object({ stage: z.literal("cancelled"), at: z.string(), by: z.string(), left: z.string() }),
  ])
  .openapi("OperationState");

/** How a person may end it: what is offered is possible. */
const endingsSchema = z
  .object({
    cancel: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("possible") }),
      z.object({ kind: z.literal("asked"), by: z.string(), at: z.string() }),
      z.object({ kind: z.literal("impossible"), reason: z.string() }),
    ]),
    /** What giving it up would leave half done; empty: there is nothing to give up. */
    givesUp: z.array(z.string()).readonly(),
  })
  .openapi("Endings");

/** Long work with a record. */
export const operationSchema = z
  .object({
    id: z.string(),
    /** backup, restore, backup-deletion, … */
    kind: z.string(),
    subject: subjectSchema,
    requestedBy: z.string(),
    createdAt: z.string(),
    state: operationStateSchema,
    /** Steps that ended, in order. */
    steps: z.array(z.object({ step: z.string(), startedAt: z.string(), endedAt: z.string() })).readonly(),
    endings: endingsSchema,
  })
  .openapi("Operation");

export const operationListSchema = z.object({ items: z.array(operationSchema).readonly() }).openapi("OperationList");

export const giveUpSchema = z
  .object({
    /** The names of what is left half done, with commas. */
    confirmation: z.string(),
  })
  .openapi("GiveUp");

/** What a request that starts long work is answered with: follow the operation of this id. */
export const acceptedSchema = z.object({ operation: z.string() }).openapi("Accepted");

export type OperationView = z.infer<typeof operationSchema>;
export type OperationStateView = z.infer<typeof operationStateSchema>;
export type ProgressView = z.infer<typeof progressSchema>;
export type SubjectView = z.infer<typeof subjectSchema>;
export type Accepted = z.infer<typeof acceptedSchema>;
