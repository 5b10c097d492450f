import { createRoute } from "@hono/zod-openapi";
import { applicationListSchema } from "../views/application.ts";
import { answers, refusals } from "./answers.ts";

export const listApplicationsRoute = createRoute({
  method: "get",
  path: "/applications",
  tags: ["applications"],
  summary: "Installed applications, and whether a full backup holds them",
  responses: { 200: answers(applicationListSchema, "All of them, by slug"), ...refusals },
});
