import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context as OperationsContext } from "@holdfast/operations";
import { getConnInfo } from "@hono/node-server/conninfo";
import { getRequestListener } from "@hono/node-server";
import type { Handlers } from "@holdfast/api";
import { createApp } from "./app.ts";
import { createAttemptLimit } from "./auth/attempt-limit.ts";
import { createCredentialStore } from "./auth/credentials.ts";
import { createSessions } from "./auth/sessions.ts";
import { lead } from "./controllers/lead.ts";
import { applicationHandlers } from "./handlers/application-handlers.ts";
import { backupHandlers } from "./handlers/backup-handlers.ts";
import type { HandlerParts } from "./handlers/handler-parts.ts";
import { notificationHandlers } from "./handlers/notification-handlers.ts";
import { operationHandlers } from "./handlers/operation-handlers.ts";
import { recoveryHandlers } from "./handlers/recovery-handlers.ts";
import { restoreHandlers } from "./handlers/restore-handlers.ts";
import { retentionHandlers } from "./handlers/retention-handlers.ts";
import { scheduleHandlers } from "./handlers/schedule-handlers.ts";
import { statusHandlers } from "./handlers/status-handlers.ts";
import { sessionHandlers } from "./handlers/session-handlers.ts";
import { serveFiles } from "./http/static-files.ts";
import type { Logger } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createChangeHub } from "./reading/change-hub.ts";
import { readCluster } from "./reading/cluster-reading.ts";
import { followStanding } from "./reading/follow-standing.ts";
import { keepStatusFresh } from "./reading/keep-status-fresh.ts";
import { followStatus } from "./reading/follow-status.ts";
import type { Settings } from "./settings.ts";

export interface ServerParts {
  readonly settings: Settings;
  readonly log: Logger;
  /** Its signal is the server's: aborted, everything ends in good order. */
  readonly context: OperationsContext;
}

export interface RunningServer {
  readonly port: number;
  readonly isLeader: () => boolean;
  /** After the signal: requests are answered, drives have recorded their step, the lease is given up. */
  readonly ended: Promise<void>;
}

/** Changes within this time become one message. */
const gatherMilliseconds = 150;

export async function startServer({ settings, log, context }: ServerParts): Promise<RunningServer> {
  const { clock, signal } = context;
  const hub = createChangeHub((until) => clock.sleep(gatherMilliseconds, until).catch(() => undefined));
  const reading = readCluster(context, hub);
  const standing = followStanding(context, hub);
  const status = followStatus(context, () => reading.sets().sets);
  const fresh = keepStatusFresh(context, hub, status);
  const leading = lead(context, settings.identity, log);
  const now = () => clock.now();
  const { kubernetes, version } = context;
  const credentials = createCredentialStore({ kubernetes, consoleNamespace: settings.consoleNamespace, now });
  const sessions = createSessions({ credentials, attempts: createAttemptLimit(), now });
  const parts: HandlerParts = {
    reading,
    status,
    sessions,
    version,
    contextFor: (user) => ({ ...context, requestedBy: `${user} in the console` }),
    addressOf: (call) => getConnInfo(call).remote.address ?? "unknown",
  };
  const app = createApp({
    log,
    version,
    sessions,
    hub,
    reading,
    stopping: signal,
    handlers: allHandlers(parts),
    metrics: createMetrics({
      reading,
      status,
      hub,
      isLeader: leading.isLeader,
    }),
    files: await serveFiles(settings.assets),
  });
  const http = await listen(getRequestListener(app.fetch), settings);
  const closed = closeOn(signal, http.server, settings.graceSeconds);
  return {
    port: http.port,
    isLeader: leading.isLeader,
    ended: Promise.all([closed, leading.ended, reading.ended, status.ended, standing, fresh]).then(() => undefined),
  };
}

function allHandlers(parts: HandlerParts): Handlers {
  return {
    ...sessionHandlers(parts),
    ...applicationHandlers(parts),
    ...backupHandlers(parts),
    ...restoreHandlers(parts),
    ...recoveryHandlers(parts),
    ...statusHandlers(parts),
    ...scheduleHandlers(parts),
    ...retentionHandlers(parts),
    ...notificationHandlers(parts),
    ...operationHandlers(parts),
  };
}

type Listener = ReturnType<typeof getRequestListener>;
type HttpServer = ReturnType<typeof createServer>;

async function listen(listener: Listener, { port, host }: Settings) {
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** No new connection is taken; running requests may end; what still runs after the grace is cut. */
function closeOn(signal: AbortSignal, server: HttpServer, graceSeconds: number): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      },
      { once: true },
    );
  });
}
