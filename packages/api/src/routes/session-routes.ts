import { createRoute } from "@hono/zod-openapi";
import { sessionSchema, signInSchema } from "../views/session.ts";
import { answers, body, refusals } from "./answers.ts";

const tags = ["session"];

/** Sets the session cookie. 401 for a wrong password, 429 with Retry-After after too many. */
export const signInRoute = createRoute({
  method: "post",
  path: "/session",
  tags,
  summary: "Sign in with the console's password",
  request: { body: body(signInSchema) },
  responses: { 200: answers(sessionSchema, "Signed in"), 429: refusals[403], ...refusals },
});

export const showSessionRoute = createRoute({
  method: "get",
  path: "/session",
  tags,
  summary: "Who is signed in",
  responses: { 200: answers(sessionSchema, "The session of the cookie"), ...refusals },
});

export const signOutRoute = createRoute({
  method: "delete",
  path: "/session",
  tags,
  summary: "Sign out",
  responses: { 204: { description: "The cookie is cleared" }, ...refusals },
});
