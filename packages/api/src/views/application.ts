import { z } from "@hono/zod-openapi";

/** Whether a full backup started now would hold the application, and if not, why. */
export const coverageSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("included") }),
    z.object({ kind: z.literal("left-out"), reason: z.string() }),
  ])
  .openapi("Coverage");

export const applicationSchema = z
  .object({
    slug: z.string(),
    title: z.string(),
    namespaces: z.array(z.string()).readonly(),
    sequence: z.number().int(),
    versionLabel: z.string(),
    coverage: coverageSchema,
  })
  .openapi("Application");

export const applicationListSchema = z
  .object({ items: z.array(applicationSchema).readonly() })
  .openapi("ApplicationList");

export type ApplicationView = z.infer<typeof applicationSchema>;
export type CoverageView = z.infer<typeof coverageSchema>;
