import { Fault } from "@holdfast/domain";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

/** The largest request there is takes a few KiB. */
const largestBodyBytes = 256 * 1024;

/** A body is held in memory as a whole, and read before it is known who sends it. */
export function limitBodies(): MiddlewareHandler {
  return bodyLimit({
    maxSize: largestBodyBytes,
    onError() {
      throw new Fault("invalid-argument", "The request is too large", {
        reason: `its body takes more than ${largestBodyBytes / 1024} KiB`,
        remedy: "Send JSON as /api/v1/openapi.json describes it",
      });
    },
  });
}
