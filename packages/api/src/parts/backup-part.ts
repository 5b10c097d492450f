import type { Handlers } from "../handlers.ts";
import {
  deleteBackupRoute,
  listBackupsRoute,
  readBackupLogsRoute,
  showBackupRoute,
  startBackupRoute,
} from "../routes/backup-routes.ts";
import { newPart } from "./new-part.ts";

export function backupPart(handlers: Handlers) {
  return newPart()
    .openapi(listBackupsRoute, async (call) =>
      call.json(await handlers.listBackups(call.req.valid("query"), call), 200),
    )
    .openapi(startBackupRoute, async (call) => call.json(await handlers.startBackup(call.req.valid("json"), call), 202))
    .openapi(showBackupRoute, async (call) =>
      call.json(await handlers.showBackup(call.req.valid("param").name, call), 200),
    )
    .openapi(deleteBackupRoute, async (call) =>
      call.json(await handlers.deleteBackup(call.req.valid("param").name, call.req.valid("json"), call), 202),
    );
}

/** Streamed, and therefore no JSON route. */
export function logPart(handlers: Handlers) {
  const part = newPart();
  part.openAPIRegistry.registerPath(readBackupLogsRoute);
  part.get("/backups/:name/members/:backup/logs", async (call) =>
    call.body(await handlers.readBackupLogs(call.req.param(), call), 200, {
      "Content-Type": "text/plain; charset=utf-8",
    }),
  );
  return part;
}
