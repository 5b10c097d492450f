/**
 * The process that runs in the cluster: the HTTP API, the console's files, and the controllers' loop.
 *
 * - *Reading*: what a replica knows of the cluster, kept in memory by one list and watch for each kind.
 * - *Change hub*: tells every open page that something is to be read again.
 * - *Handler*: answers one route; it reads the reading or writes a record, and never does the work itself.
 * - *Leading*: driving operations while holding the Lease; every replica can, one does.
 * - *Session*: a signed cookie that any replica can read.
 */
export { createApp, type AppParts } from "./app.ts";
export { createChangeHub, type ChangeHub } from "./reading/change-hub.ts";
export { createLog } from "./log.ts";
export { serveFiles } from "./http/static-files.ts";
export { startServer, type RunningServer, type ServerParts } from "./start-server.ts";
export type { Settings } from "./settings.ts";
