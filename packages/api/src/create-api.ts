import { OpenAPIHono } from "@hono/zod-openapi";
import { Fault } from "@holdfast/domain";
import type { Handlers } from "./handlers.ts";
import { listApplicationsRoute } from "./routes/application-routes.ts";
import {
  deleteBackupRoute,
  listBackupsRoute,
  planRestoreRoute,
  readBackupLogsRoute,
  showBackupRoute,
  startBackupRoute,
} from "./routes/backup-routes.ts";
import {
  listOperationsRoute,
  resumeOperationRoute,
  showOperationRoute,
  startRestoreRoute,
} from "./routes/operation-routes.ts";
import { showSessionRoute, signInRoute, signOutRoute } from "./routes/session-routes.ts";

/** The routes below `/api/v1`, each parsed, handled and answered. Faults pass through to the caller's `onError`. */
export function createApi(handlers: Handlers) {
  const api = newApp()
    .route("/", sessionApi(handlers))
    .route("/", backupApi(handlers))
    .route("/", operationApi(handlers));
  api.openAPIRegistry.registerPath(readBackupLogsRoute);
  api.get("/backups/:name/members/:backup/logs", async (call) =>
    call.body(await handlers.readBackupLogs(call.req.param(), call), 200, {
      "Content-Type": "text/plain; charset=utf-8",
    }),
  );
  return api;
}

function sessionApi(handlers: Handlers) {
  return newApp()
    .openapi(signInRoute, async (call) => call.json(await handlers.signIn(call.req.valid("json"), call), 200))
    .openapi(showSessionRoute, async (call) => call.json(await handlers.showSession(call), 200))
    .openapi(signOutRoute, async (call) => {
      await handlers.signOut(call);
      return call.body(null, 204);
    });
}

function backupApi(handlers: Handlers) {
  return newApp()
    .openapi(listApplicationsRoute, async (call) => call.json({ items: await handlers.listApplications(call) }, 200))
    .openapi(listBackupsRoute, async (call) =>
      call.json(await handlers.listBackups(call.req.valid("query"), call), 200),
    )
    .openapi(startBackupRoute, async (call) => call.json(await handlers.startBackup(call.req.valid("json"), call), 202))
    .openapi(showBackupRoute, async (call) =>
      call.json(await handlers.showBackup(call.req.valid("param").name, call), 200),
    )
    .openapi(deleteBackupRoute, async (call) =>
      call.json(await handlers.deleteBackup(call.req.valid("param").name, call), 202),
    )
    .openapi(planRestoreRoute, async (call) => {
      const question = { backupSet: call.req.valid("param").name, application: call.req.valid("query").application };
      return call.json(await handlers.planRestore(question, call), 200);
    });
}

function operationApi(handlers: Handlers) {
  return newApp()
    .openapi(startRestoreRoute, async (call) =>
      call.json(await handlers.startRestore(call.req.valid("json"), call), 202),
    )
    .openapi(listOperationsRoute, async (call) => call.json({ items: await handlers.listOperations(call) }, 200))
    .openapi(showOperationRoute, async (call) =>
      call.json(await handlers.showOperation(call.req.valid("param").id, call), 200),
    )
    .openapi(resumeOperationRoute, async (call) =>
      call.json(await handlers.resumeOperation(call.req.valid("param").id, call), 202),
    );
}

/** A body or query that does not fit its schema is the same kind of fault as any other bad input. */
function newApp() {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      throw new Fault("invalid-argument", "The request is not as this address expects it", {
        reason: result.error.issues
          .map((issue) => `${issue.path.join(".") || result.target}: ${issue.message}`)
          .join("; "),
        remedy: "Correct the named fields; /api/v1/openapi.json describes them",
      });
    },
  });
}

/** For `hc`: the types of every request and answer. */
export type Api = ReturnType<typeof createApi>;
