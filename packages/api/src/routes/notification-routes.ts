import { createRoute, z } from "@hono/zod-openapi";
import { channelListSchema, setChannelSchema, testedChannelSchema } from "../views/notification.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["notifications"];
const name = z.object({ name: z.string() });

export const listChannelsRoute = createRoute({
  method: "get",
  path: "/notifications",
  tags,
  summary: "Who is told, and how the last messages went; without secrets",
  responses: { 200: answers(channelListSchema, "Every channel, by name"), ...refusals },
});

export const setChannelRoute = createRoute({
  method: "put",
  path: "/notifications/{name}",
  tags,
  summary: "Set a channel, in place of one of the name",
  request: { params: name, body: body(setChannelSchema) },
  responses: { 204: { description: "Set" }, ...refusals },
});

export const testChannelRoute = createRoute({
  method: "post",
  path: "/notifications/{name}/test",
  tags,
  summary: "Send one test message, and say what came of it",
  request: { params: name },
  responses: { 200: answers(testedChannelSchema, "Sent, or why not"), ...refusals },
});

export const removeChannelRoute = createRoute({
  method: "delete",
  path: "/notifications/{name}",
  tags,
  summary: "Remove a channel with its secrets",
  request: { params: name },
  responses: { 204: { description: "Removed" }, ...refusals },
});
