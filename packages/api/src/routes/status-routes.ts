import { createRoute } from "@hono/zod-openapi";
import { statusSchema } from "../views/status.ts";
import { answers, refusals } from "./answers.ts";

export const showStatusRoute = createRoute({
  method: "get",
  path: "/status",
  tags: ["status"],
  summary: "Am I safe? In one sentence, then for each application",
  responses: { 200: answers(statusSchema, "What cannot be read is in it as unknown"), ...refusals },
});
