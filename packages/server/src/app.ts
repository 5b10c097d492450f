import { apiBase, createApi, describeApi, eventsPath } from "@holdfast/api";
import type { Handlers } from "@holdfast/api";
import { viewFault, Fault } from "@holdfast/domain";
import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { requireSameOrigin } from "./auth/same-origin.ts";
import type { Sessions } from "./auth/sessions.ts";
import { streamChanges } from "./events/stream-changes.ts";
import { addHealth } from "./health.ts";
import { limitBodies } from "./http/limit-bodies.ts";
import { logRequests } from "./http/request-log.ts";
import { respondToError } from "./http/respond-to-error.ts";
import { securityHeaders } from "./http/security-headers.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { ChangeHub } from "./reading/change-hub.ts";
import type { ClusterReading } from "./reading/cluster-reading.ts";

export interface AppParts {
  readonly log: Logger;
  readonly version: string;
  readonly sessions: Sessions;
  readonly handlers: Handlers;
  readonly hub: ChangeHub;
  readonly reading: ClusterReading;
  readonly metrics: Metrics;
  readonly files: MiddlewareHandler;
  readonly stopping: AbortSignal;
}

/** Everything that answers on the server's port. */
export function createApp(parts: AppParts): Hono {
  const { log, files, metrics } = parts;
  const app = new Hono();
  app.onError(respondToError(log));
  app.use(logRequests(log), securityHeaders(), limitBodies());
  addHealth(app, parts);
  app.get("/metrics", async (call) => call.body(await metrics.text(), 200, { "Content-Type": metrics.contentType }));
  addApi(app, parts);
  app.use(files);
  app.notFound((call) => call.json(viewFault(noSuchAddress(call.req.path)), 404));
  return app;
}

function addApi(app: Hono, { sessions, handlers, hub, stopping, version }: AppParts): void {
  const api = createApi(handlers);
  const description = describeApi(api, version);
  const signedIn = sessions.middleware();
  app.use(`${apiBase}/*`, requireSameOrigin(), async (call, next) => {
    // Signing in and out needs no session; the handlers of the session look for one themselves.
    if (call.req.path === `${apiBase}/session` && call.req.method !== "GET") return next();
    return signedIn(call, next);
  });
  app.get(`${apiBase}/openapi.json`, (call) => call.json(description));
  app.get(eventsPath, (call) => streamChanges(call, { hub, sessions, stopping }));
  app.route(apiBase, api);
  app.all(`${apiBase}/*`, (call) => call.json(viewFault(noSuchAddress(call.req.path)), 404));
}

function noSuchAddress(path: string): Fault {
  return new Fault("invalid-argument", `There is nothing at ${path}`, {
    remedy: "/api/v1/openapi.json lists the addresses of the API; the pages begin at /",
  });
}
