import { createRoute } from "@hono/zod-openapi";
import { recoveryKitSchema } from "../views/recovery-kit.ts";
import { answers, refusals } from "./answers.ts";

export const showRecoveryKitRoute = createRoute({
  method: "get",
  path: "/recovery-kit",
  tags: ["recovery"],
  summary: "Whether a recovery kit has to be made; it is made at the command line",
  responses: { 200: answers(recoveryKitSchema, "At most a minute old"), ...refusals },
});
