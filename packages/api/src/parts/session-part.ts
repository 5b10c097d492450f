import type { Handlers } from "../handlers.ts";
import { showSessionRoute, signInRoute, signOutRoute } from "../routes/session-routes.ts";
import { newPart } from "./new-part.ts";

export function sessionPart(handlers: Handlers) {
  return newPart()
    .openapi(signInRoute, async (call) => call.json(await handlers.signIn(call.req.valid("json"), call), 200))
    .openapi(showSessionRoute, async (call) => call.json(await handlers.showSession(call), 200))
    .openapi(signOutRoute, async (call) => {
      await handlers.signOut(call);
      return call.body(null, 204);
    });
}
