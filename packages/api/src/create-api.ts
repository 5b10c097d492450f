import type { Handlers } from "./handlers.ts";
import { applicationPart } from "./parts/application-part.ts";
import { backupPart, logPart } from "./parts/backup-part.ts";
import { newPart } from "./parts/new-part.ts";
import { notificationPart } from "./parts/notification-part.ts";
import { operationPart } from "./parts/operation-part.ts";
import { restorePart } from "./parts/restore-part.ts";
import { retentionPart } from "./parts/retention-part.ts";
import { schedulePart } from "./parts/schedule-part.ts";
import { sessionPart } from "./parts/session-part.ts";
import { statusPart } from "./parts/status-part.ts";

/** The routes below `/api/v1`, each parsed, handled and answered. Faults pass through to the caller's `onError`. */
export function createApi(handlers: Handlers) {
  return newPart()
    .route("/", sessionPart(handlers))
    .route("/", applicationPart(handlers))
    .route("/", backupPart(handlers))
    .route("/", logPart(handlers))
    .route("/", restorePart(handlers))
    .route("/", operationPart(handlers))
    .route("/", statusPart(handlers))
    .route("/", schedulePart(handlers))
    .route("/", retentionPart(handlers))
    .route("/", notificationPart(handlers));
}

/** For `hc`: the types of every request and answer. */
export type Api = ReturnType<typeof createApi>;
