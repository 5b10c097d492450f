import { createRoute, z } from "@hono/zod-openapi";
import {
  backupSetDetailSchema,
  backupSetPageSchema,
  deleteBackupSchema,
  startBackupSchema,
  startedBackupSchema,
} from "../views/backup-set.ts";
import { acceptedSchema } from "../views/operation.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["backups"];
const name = z.object({ name: z.string().openapi({ description: "Name of the backup set" }) });

export const listBackupsRoute = createRoute({
  method: "get",
  path: "/backups",
  tags,
  summary: "Backup sets, newest first, and backups made outside Holdfast",
  request: {
    query: z.object({
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: answers(backupSetPageSchema, "One page"), ...refusals },
});

export const startBackupRoute = createRoute({
  method: "post",
  path: "/backups",
  tags,
  summary: "Start a full backup, or one of one application",
  request: { body: body(startBackupSchema) },
  responses: { 202: answers(startedBackupSchema, "Recorded; a controller does it"), ...refusals },
});

export const showBackupRoute = createRoute({
  method: "get",
  path: "/backups/{name}",
  tags,
  summary: "A backup set with its members, volumes, hooks, warnings and errors",
  request: { params: name },
  responses: { 200: answers(backupSetDetailSchema, "The set"), ...refusals },
});

export const deleteBackupRoute = createRoute({
  method: "delete",
  path: "/backups/{name}",
  tags,
  summary: "Delete a whole backup set",
  request: { params: name, body: body(deleteBackupSchema) },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller does it"), ...refusals },
});

export const readBackupLogsRoute = createRoute({
  method: "get",
  path: "/backups/{name}/members/{backup}/logs",
  tags,
  summary: "Velero's log of one member, streamed",
  request: { params: name.extend({ backup: z.string() }) },
  responses: {
    200: { content: { "text/plain": { schema: z.string() } }, description: "The log as Velero wrote it" },
    ...refusals,
  },
});
