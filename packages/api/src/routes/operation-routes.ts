import { createRoute, z } from "@hono/zod-openapi";
import { acceptedSchema, operationListSchema, operationSchema } from "../views/operation.ts";
import { startRestoreSchema } from "../views/restore.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["operations"];
const id = z.object({ id: z.string() });

export const startRestoreRoute = createRoute({
  method: "post",
  path: "/restores",
  tags: ["restores"],
  summary: "Restore one application from a backup set",
  request: { body: body(startRestoreSchema) },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller does it"), ...refusals },
});

export const listOperationsRoute = createRoute({
  method: "get",
  path: "/operations",
  tags,
  summary: "Long work, newest first",
  responses: { 200: answers(operationListSchema, "All that is recorded"), ...refusals },
});

export const showOperationRoute = createRoute({
  method: "get",
  path: "/operations/{id}",
  tags,
  summary: "One operation with its steps",
  request: { params: id },
  responses: { 200: answers(operationSchema, "The operation"), ...refusals },
});

export const resumeOperationRoute = createRoute({
  method: "post",
  path: "/operations/{id}/resume",
  tags,
  summary: "Let a failed or stopped operation go on from its last step",
  request: { params: id },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller goes on"), ...refusals },
});
