import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { Logger } from "../log.ts";

const requestIdHeader = "X-Request-Id";

/** One line a request: changes at info, reads at debug, failures of ours at warn. The query is left out. */
export function logRequests(log: Logger): MiddlewareHandler {
  return async (call, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    call.header(requestIdHeader, requestId);
    await next();
    const { method, path } = call.req;
    const { status } = call.res;
    const fields = { requestId, method, path, status, milliseconds: Math.round(performance.now() - startedAt) };
    if (status >= 500) log.warn(fields, "request");
    else if (method === "GET" || method === "HEAD") log.debug(fields, "request");
    else log.info(fields, "request");
  };
}

export function requestIdOf(call: Context): string {
  return call.res.headers.get(requestIdHeader) ?? "unknown";
}
