import { createRoute, z } from "@hono/zod-openapi";
import { holdSchema, retentionPreviewSchema } from "../views/retention.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["retention"];
const name = z.object({ name: z.string().openapi({ description: "Name of the backup set" }) });

export const previewRetentionRoute = createRoute({
  method: "get",
  path: "/retention",
  tags,
  summary: "The rules, the holds, and a calendar of what will exist and what each rule frees",
  request: { query: z.object({ days: z.coerce.number().int().min(1).max(1100).default(90) }) },
  responses: { 200: answers(retentionPreviewSchema, "Nothing was changed"), ...refusals },
});

export const holdBackupRoute = createRoute({
  method: "put",
  path: "/backups/{name}/hold",
  tags,
  summary: "Keep a backup from every deletion until it is released",
  request: { params: name, body: body(holdSchema) },
  responses: { 204: { description: "Held" }, ...refusals },
});

export const releaseBackupRoute = createRoute({
  method: "delete",
  path: "/backups/{name}/hold",
  tags,
  summary: "Let the rules decide on a backup again",
  request: { params: name },
  responses: { 204: { description: "Released" }, ...refusals },
});
