import type { Handlers } from "../handlers.ts";
import { holdBackupRoute, previewRetentionRoute, releaseBackupRoute } from "../routes/retention-routes.ts";
import { newPart } from "./new-part.ts";

export function retentionPart(handlers: Handlers) {
  return newPart()
    .openapi(previewRetentionRoute, async (call) =>
      call.json(await handlers.previewRetention(call.req.valid("query").days, call), 200),
    )
    .openapi(holdBackupRoute, async (call) => {
      await handlers.holdBackup(call.req.valid("param").name, call.req.valid("json"), call);
      return call.body(null, 204);
    })
    .openapi(releaseBackupRoute, async (call) => {
      await handlers.releaseBackup(call.req.valid("param").name, call);
      return call.body(null, 204);
    });
}
