import { riskStates, statusLevels, statusProblemCodes } from "@holdfast/domain";
import { z } from "@hono/zod-openapi";

const goodBackupSchema = z.object({ set: z.string(), at: z.string(), destination: z.string().exactOptional() });

const protection = {
  /** safe, late (so far within the limit), unknown, broken (older than the limit), never (no good backup). */
  state: z.enum(riskStates),
  lastGood: goodBackupSchema.exactOptional(),
  ageSeconds: z.number().exactOptional(),
  /** When the limit was or will be broken, unless a new backup comes before. */
  brokenAt: z.string().exactOptional(),
  /** Why it is not safe. */
  reason: z.string().exactOptional(),
};

const subject = {
  ...protection,
  limitSeconds: z.number().exactOptional(),
  /** It has good backups, and all of them lie in the cluster's own store. */
  onlyInside: z.boolean(),
  /** For the loss of the cluster only full backups outside of it count. */
  recovery: z.object(protection),
  nextRun: z.object({ schedule: z.string(), at: z.string() }).exactOptional(),
};

const subjectNameSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("instance") }),
  z.object({ kind: z.literal("application"), slug: z.string() }),
  z.object({ kind: z.literal("destination"), name: z.string() }),
  z.object({ kind: z.literal("schedule"), name: z.string() }),
]);

/** The answer to "am I safe?", worst first. Times are ISO 8601, ages and limits seconds. */
export const statusSchema = z
  .object({
    at: z.string(),
    worst: z.enum(statusLevels),
    /** The answer in one sentence. */
    sentence: z.string(),
    /** Full backups; absent while no application is installed. */
    instance: z.object(subject).exactOptional(),
    applications: z.array(z.object({ slug: z.string(), title: z.string(), ...subject })).readonly(),
    kit: z.enum(["exported", "outdated", "missing", "unknown"]),
    /** What is wrong or not known, and what to do about it; the worst first. */
    problems: z
      .array(
        z.object({
          code: z.enum(statusProblemCodes),
          subject: subjectNameSchema,
          message: z.string(),
          remedy: z.string(),
        }),
      )
      .readonly(),
  })
  .openapi("Status");

export type StatusAnswer = z.infer<typeof statusSchema>;
