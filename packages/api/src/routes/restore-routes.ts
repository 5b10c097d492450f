import { createRoute, z } from "@hono/zod-openapi";
import { acceptedSchema } from "../views/operation.ts";
import { restoreDetailSchema, restoreListSchema } from "../views/restore-record.ts";
import {
  restorePlanSchema,
  restoreRequestSchema,
  startRestoreSchema,
  startUndoSchema,
  undoPlanSchema,
  undoRequestSchema,
} from "../views/restore.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["restores"];
const name = z.object({ name: z.string().openapi({ description: "Id of the restore's operation" }) });

export const planRestoreRoute = createRoute({
  method: "post",
  path: "/restore-plans",
  tags,
  summary: "What a restore would do, with every check; nothing is changed",
  request: { body: body(restoreRequestSchema) },
  responses: { 200: answers(restorePlanSchema, "Also when a check stops it: the checks say so"), ...refusals },
});

export const startRestoreRoute = createRoute({
  method: "post",
  path: "/restores",
  tags,
  summary: "Restore applications from a backup set, as the plan of this hash says",
  request: { body: body(startRestoreSchema) },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller does it"), ...refusals },
});

export const listRestoresRoute = createRoute({
  method: "get",
  path: "/restores",
  tags,
  summary: "Every restore that is known, newest first",
  responses: { 200: answers(restoreListSchema, "Holdfast's and those of Velero alone"), ...refusals },
});

export const showRestoreRoute = createRoute({
  method: "get",
  path: "/restores/{name}",
  tags,
  summary: "A restore with its parts, what was compared, and whether it can be undone",
  request: { params: name },
  responses: { 200: answers(restoreDetailSchema, "The restore"), ...refusals },
});

export const planUndoRoute = createRoute({
  method: "post",
  path: "/restores/{name}/undo-plan",
  tags,
  summary: "What undoing a restore would do, and what it loses; nothing is changed",
  request: { params: name, body: body(undoRequestSchema) },
  responses: { 200: answers(undoPlanSchema, "Also when a check stops it: the checks say so"), ...refusals },
});

export const startUndoRoute = createRoute({
  method: "post",
  path: "/restores/{name}/undo",
  tags,
  summary: "Go back to what was there before a restore, as the plan of this hash says",
  request: { params: name, body: body(startUndoSchema) },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller does it"), ...refusals },
});
