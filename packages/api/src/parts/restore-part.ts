import type { Handlers } from "../handlers.ts";
import { showRecoveryKitRoute } from "../routes/recovery-routes.ts";
import {
  listRestoresRoute,
  planRestoreRoute,
  planUndoRoute,
  showRestoreRoute,
  startRestoreRoute,
  startUndoRoute,
} from "../routes/restore-routes.ts";
import { newPart } from "./new-part.ts";

export function restorePart(handlers: Handlers) {
  return newPart()
    .openapi(planRestoreRoute, async (call) => call.json(await handlers.planRestore(call.req.valid("json"), call), 200))
    .openapi(startRestoreRoute, async (call) =>
      call.json(await handlers.startRestore(call.req.valid("json"), call), 202),
    )
    .openapi(listRestoresRoute, async (call) => call.json({ items: await handlers.listRestores(call) }, 200))
    .openapi(showRestoreRoute, async (call) =>
      call.json(await handlers.showRestore(call.req.valid("param").name, call), 200),
    )
    .openapi(planUndoRoute, async (call) =>
      call.json(await handlers.planUndo(call.req.valid("param").name, call.req.valid("json"), call), 200),
    )
    .openapi(startUndoRoute, async (call) =>
      call.json(await handlers.startUndo(call.req.valid("param").name, call.req.valid("json"), call), 202),
    )
    .openapi(showRecoveryKitRoute, async (call) => call.json(await handlers.showRecoveryKit(call), 200));
}
