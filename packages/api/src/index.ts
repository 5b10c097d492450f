/**
 * The HTTP contract between the server and everything that talks to it.
 *
 * - *View*: what an answer holds; shapes are defined once, as zod schemas, and the types come from them.
 * - *Route*: method, path, schemas and refusals of one request, below `/api/v1`.
 * - *Handlers*: what the server must be able to do so that the routes work.
 * - *Change*: what the events stream says: that something is to be read again.
 */
export { createClient, expectOk, read, readText, Refused } from "./client.ts";
export { createApi } from "./create-api.ts";
export type { Handlers } from "./handlers.ts";
export { describeApi } from "./describe-api.ts";
export { bugSchema, faultSchema, httpStatusOf, httpStatusOfClass } from "./faults.ts";
export type { BugView, ErrorBody, FaultStatus } from "./faults.ts";
export { apiBase, consoleHeader, eventsPath } from "./paths.ts";
export * from "./views/application-detail.ts";
export * from "./views/application.ts";
export * from "./views/backup-set.ts";
export * from "./views/event.ts";
export * from "./views/operation.ts";
export * from "./views/recovery-kit.ts";
export * from "./views/restore-record.ts";
export * from "./views/restore.ts";
export * from "./views/session.ts";
export * from "./views/notification.ts";
export * from "./views/retention.ts";
export * from "./views/schedule.ts";
export * from "./views/status.ts";
