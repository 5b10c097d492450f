import { createRoute, z } from "@hono/zod-openapi";
import { acceptedSchema, giveUpSchema, operationListSchema, operationSchema } from "../views/operation.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["operations"];
const id = z.object({ id: z.string() });

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

export const cancelOperationRoute = createRoute({
  method: "post",
  path: "/operations/{id}/cancel",
  tags,
  summary: "End an operation that is not over, and take back what it has made",
  request: { params: id },
  responses: { 202: answers(acceptedSchema, "Recorded; a controller takes back what was done"), ...refusals },
});

export const giveUpOperationRoute = createRoute({
  method: "post",
  path: "/operations/{id}/give-up",
  tags,
  summary: "End a failed restore as it is: nothing is taken back, and what it left half done may be worked on again",
  request: { params: id, body: body(giveUpSchema) },
  responses: { 200: answers(operationSchema, "Given up"), ...refusals },
});
