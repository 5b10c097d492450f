import { createRoute, z } from "@hono/zod-openapi";
import { startedBackupSchema } from "../views/backup-set.ts";
import {
  createScheduleSchema,
  pauseScheduleSchema,
  scheduleListSchema,
  scheduleProposalSchema,
  scheduleSchema,
} from "../views/schedule.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["schedules"];
const name = z.object({ name: z.string() });

export const listSchedulesRoute = createRoute({
  method: "get",
  path: "/schedules",
  tags,
  summary: "Schedules with their next and their missed times, and Velero's own",
  responses: { 200: answers(scheduleListSchema, "All of them, by name"), ...refusals },
});

export const proposeScheduleRoute = createRoute({
  method: "post",
  path: "/schedule-proposals",
  tags,
  summary: "When a schedule of these words would come; nothing is written",
  request: { body: body(createScheduleSchema) },
  responses: { 200: answers(scheduleProposalSchema, "Its next times"), ...refusals },
});

export const createScheduleRoute = createRoute({
  method: "post",
  path: "/schedules",
  tags,
  summary: "Back up at certain times",
  request: { body: body(createScheduleSchema) },
  responses: { 201: answers(scheduleSchema, "Its first backup is made at its next time"), ...refusals },
});

export const pauseScheduleRoute = createRoute({
  method: "post",
  path: "/schedules/{name}/pause",
  tags,
  summary: "Begin no backup until it is resumed",
  request: { params: name, body: body(pauseScheduleSchema) },
  responses: { 200: answers(scheduleSchema, "Paused"), ...refusals },
});

export const resumeScheduleRoute = createRoute({
  method: "post",
  path: "/schedules/{name}/resume",
  tags,
  summary: "Go on; times that passed meanwhile are not made up for",
  request: { params: name },
  responses: { 200: answers(scheduleSchema, "Goes on"), ...refusals },
});

export const runScheduleRoute = createRoute({
  method: "post",
  path: "/schedules/{name}/run",
  tags,
  summary: "A backup as the schedule makes it, now",
  request: { params: name },
  responses: { 202: answers(startedBackupSchema, "Recorded; a controller does it"), ...refusals },
});

export const deleteScheduleRoute = createRoute({
  method: "delete",
  path: "/schedules/{name}",
  tags,
  summary: "Delete a schedule; its backups stay",
  request: { params: name },
  responses: { 204: { description: "Deleted" }, ...refusals },
});
