import type { Handlers } from "../handlers.ts";
import { showStatusRoute } from "../routes/status-routes.ts";
import { newPart } from "./new-part.ts";

export function statusPart(handlers: Handlers) {
  return newPart().openapi(showStatusRoute, async (call) => call.json(await handlers.showStatus(call), 200));
}
