import { z } from "@hono/zod-openapi";
import { bugSchema, faultSchema } from "../faults.ts";

/** Which refusals a route may answer with, besides what it is for. */
const refusal = {
  content: { "application/json": { schema: faultSchema } },
  description: "Refused; the body says why and what to do",
};

export const refusals = {
  400: refusal,
  401: refusal,
  403: refusal,
  404: refusal,
  409: refusal,
  503: refusal,
  504: refusal,
  500: {
    content: { "application/json": { schema: z.union([faultSchema, bugSchema]) } },
    description: "The work failed, or Holdfast made a mistake",
  },
} as const;

export function answers<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { content: { "application/json": { schema } }, description };
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } }, required: true };
}
