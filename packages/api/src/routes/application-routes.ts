import { createRoute, z } from "@hono/zod-openapi";
import { applicationDetailSchema } from "../views/application-detail.ts";
import { applicationListSchema } from "../views/application.ts";
import { answers, refusals } from "./answers.ts";

export const listApplicationsRoute = createRoute({
  method: "get",
  path: "/applications",
  tags: ["applications"],
  summary: "Installed applications, and whether a full backup holds them",
  responses: { 200: answers(applicationListSchema, "All of them, by slug"), ...refusals },
});

export const showApplicationRoute = createRoute({
  method: "get",
  path: "/applications/{slug}",
  tags: ["applications"],
  summary: "An application: state, license, settings, and what a backup would hold of its data",
  request: { params: z.object({ slug: z.string() }) },
  responses: { 200: answers(applicationDetailSchema, "The application"), ...refusals },
});
