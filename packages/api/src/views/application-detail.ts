import { z } from "@hono/zod-openapi";
import { applicationSchema } from "./application.ts";

/** What a backup made now would hold of the application's data, and what it would not. */
export const dataCoverageSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("known"),
      volumes: z
        .array(
          z.object({
            namespace: z.string(),
            name: z.string(),
            kind: z.enum(["claim", "emptyDir"]),
            held: z.boolean(),
            capacityBytes: z.number().exactOptional(),
            lastBackupBytes: z.number().exactOptional(),
          }),
        )
        .readonly(),
      findings: z
        .array(
          z.object({
            code: z.string(),
            /** serious: a backup would lack it. warning: may be so. note: left out on purpose. */
            level: z.enum(["serious", "warning", "note"]),
            subject: z.string(),
            message: z.string(),
            remedy: z.string().exactOptional(),
          }),
        )
        .readonly(),
    }),
    z.object({ kind: z.literal("unknown"), reason: z.string() }),
  ])
  .openapi("DataCoverage");

/** Carries no secret: values of passwords and generated values are masked. */
export const applicationDetailSchema = applicationSchema
  .extend({
    state: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("ready") }),
      z.object({ kind: z.literal("not-ready"), reasons: z.array(z.string()).readonly() }),
      z.object({ kind: z.literal("deploying"), sequence: z.number().int() }),
    ]),
    restoredFrom: z.object({ set: z.string(), at: z.string(), by: z.string() }).exactOptional(),
    license: z
      .object({ customer: z.string(), issue: z.number(), expires: z.string().exactOptional(), expired: z.boolean() })
      .exactOptional(),
    /** The set that a rollback with data goes back to. */
    beforeUpgrade: z.object({ set: z.string(), versionLabel: z.string(), createdAt: z.string() }).exactOptional(),
    config: z
      .array(z.object({ name: z.string(), title: z.string(), value: z.string(), origin: z.string() }))
      .readonly(),
    data: dataCoverageSchema,
  })
  .openapi("ApplicationDetail");

export type DataCoverageView = z.infer<typeof dataCoverageSchema>;
export type ApplicationDetailView = z.infer<typeof applicationDetailSchema>;
