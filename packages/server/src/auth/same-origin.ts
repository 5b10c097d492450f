import { Fault } from "@holdfast/domain";
import { consoleHeader } from "@holdfast/api";
import type { MiddlewareHandler } from "hono";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Requests that change something must come from our own pages: the header cannot be sent across sites without a
 * preflight, which we never answer, and a browser's Origin must be the address it asked.
 */
export function requireSameOrigin(): MiddlewareHandler {
  return async (context, next) => {
    if (!safeMethods.has(context.req.method)) {
      const refusal = refuseOrigin({
        marked: context.req.header(consoleHeader) !== undefined,
        origin: context.req.header("origin"),
        host: context.req.header("host"),
        site: context.req.header("sec-fetch-site"),
      });
      if (refusal !== undefined) {
        throw new Fault(
          "request-refused",
          "The request was refused because it did not come from this console's pages",
          {
            reason: refusal,
            remedy: "Open the console by its own address and try again",
          },
        );
      }
    }
    await next();
  };
}

interface RequestOrigin {
  readonly marked: boolean;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  readonly site: string | undefined;
}

/** The reason to refuse, or undefined. */
export function refuseOrigin({ marked, origin, host, site }: RequestOrigin): string | undefined {
  if (!marked) return `the header ${consoleHeader} is missing`;
  if (site !== undefined && site !== "same-origin" && site !== "none") return `the browser says it is ${site}`;
  if (origin === undefined) return undefined;
  const originHost = URL.parse(origin)?.host;
  return originHost === host ? undefined : `it came from ${origin}, but this console was asked as ${host ?? "nothing"}`;
}
