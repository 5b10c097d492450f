import type { Handlers } from "../handlers.ts";
import { listApplicationsRoute, showApplicationRoute } from "../routes/application-routes.ts";
import { newPart } from "./new-part.ts";

export function applicationPart(handlers: Handlers) {
  return newPart()
    .openapi(listApplicationsRoute, async (call) => call.json({ items: await handlers.listApplications(call) }, 200))
    .openapi(showApplicationRoute, async (call) =>
      call.json(await handlers.showApplication(call.req.valid("param").slug, call), 200),
    );
}
