import type { Handlers } from "../handlers.ts";
import {
  cancelOperationRoute,
  giveUpOperationRoute,
  listOperationsRoute,
  resumeOperationRoute,
  showOperationRoute,
} from "../routes/operation-routes.ts";
import { newPart } from "./new-part.ts";

export function operationPart(handlers: Handlers) {
  return newPart()
    .openapi(listOperationsRoute, async (call) => call.json({ items: await handlers.listOperations(call) }, 200))
    .openapi(showOperationRoute, async (call) =>
      call.json(await handlers.showOperation(call.req.valid("param").id, call), 200),
    )
    .openapi(resumeOperationRoute, async (call) =>
      call.json(await handlers.resumeOperation(call.req.valid("param").id, call), 202),
    )
    .openapi(cancelOperationRoute, async (call) =>
      call.json(await handlers.cancelOperation(call.req.valid("param").id, call), 202),
    )
    .openapi(giveUpOperationRoute, async (call) => {
      const { confirmation } = call.req.valid("json");
      return call.json(await handlers.giveUpOperation(call.req.valid("param").id, confirmation, call), 200);
    });
}
