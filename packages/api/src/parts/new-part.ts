import { OpenAPIHono } from "@hono/zod-openapi";
import { Fault } from "@holdfast/domain";

/** Routes of one area. A body or query that does not fit its schema is the same kind of fault as any other bad input. */
export function newPart() {
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
