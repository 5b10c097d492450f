import { z } from "@hono/zod-openapi";

/**
 * What the events stream says: that something changed, never what it is now. A reader asks again for what it shows;
 * those reads come from the replica's memory.
 */
export const changeSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("backup-sets"), names: z.array(z.string()).readonly() }),
    z.object({ kind: z.literal("operations"), ids: z.array(z.string()).readonly() }),
    /** Schedules, rules, settings or applications; or the answer to "am I safe?". */
    z.object({
      kind: z.literal("records"),
      topics: z.array(z.enum(["applications", "schedules", "retention", "settings", "status"])).readonly(),
    }),
    /** The stream began, or the replica lost its own watch: everything may have changed. */
    z.object({ kind: z.literal("everything") }),
  ])
  .openapi("Change");

export type ChangeView = z.infer<typeof changeSchema>;
