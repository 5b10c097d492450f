import { httpStatusOf } from "@holdfast/api";
import type { BugView } from "@holdfast/api";
import { Fault, viewFault } from "@holdfast/domain";
import { fromApiError } from "@holdfast/operations";
import type { ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "../log.ts";
import { requestIdOf } from "./request-log.ts";

/** The one place where what was thrown becomes an answer. */
export function respondToError(log: Logger): ErrorHandler {
  return (thrown, call) => {
    const error = thrown instanceof HTTPException ? malformed(thrown) : fromApiError(thrown);
    if (error instanceof Fault) {
      const wait = error.code === "too-many-attempts" ? error.details.reason?.match(/\d+/)?.[0] : undefined;
      if (wait !== undefined) call.header("Retry-After", wait);
      return call.json(viewFault(error), httpStatusOf(error.code));
    }
    const requestId = requestIdOf(call);
    log.error({ err: error, requestId }, "a request failed by a mistake of Holdfast's");
    return call.json(bug(requestId), 500);
  };
}

function malformed(error: HTTPException): Fault {
  return new Fault("invalid-argument", "The request cannot be read", {
    reason: error.message,
    remedy: "Send JSON as /api/v1/openapi.json describes it",
    cause: error,
  });
}

function bug(requestId: string): BugView {
  return {
    code: "bug",
    message: "Holdfast made a mistake while it answered this request",
    remedy: "Try again; if it stays, report it with the lines of the server's log that carry this request id",
    requestId,
  };
}
