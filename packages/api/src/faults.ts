import { faultClasses } from "@holdfast/domain";
import type { FaultClass, FaultCode, FaultView } from "@holdfast/domain";
import { z } from "@hono/zod-openapi";

/** The HTTP status of every class of fault. */
export const httpStatusOfClass = {
  "invalid-input": 400,
  "not-found": 404,
  conflict: 409,
  forbidden: 403,
  unavailable: 503,
  refused: 409,
  failed: 500,
  "timed-out": 504,
} as const satisfies Record<FaultClass, number>;

/** Codes that HTTP has a word of its own for. */
const httpStatusOfCode = {
  "not-signed-in": 401,
  "wrong-password": 401,
  "too-many-attempts": 429,
} as const satisfies Partial<Record<FaultCode, number>>;

export type FaultStatus =
  | (typeof httpStatusOfClass)[FaultClass]
  | (typeof httpStatusOfCode)[keyof typeof httpStatusOfCode];

export function httpStatusOf(code: FaultCode): FaultStatus {
  return isNamed(code) ? httpStatusOfCode[code] : httpStatusOfClass[faultClasses[code]];
}

function isNamed(code: FaultCode): code is keyof typeof httpStatusOfCode {
  return Object.hasOwn(httpStatusOfCode, code);
}

const codes = Object.keys(faultClasses) as [FaultCode, ...FaultCode[]];
const classes = Object.keys(httpStatusOfClass) as [FaultClass, ...FaultClass[]];

/** The body of every refusal, the same JSON as the command line prints. */
export const faultSchema = z
  .object({
    code: z.enum(codes),
    class: z.enum(classes),
    message: z.string(),
    reason: z.string().exactOptional(),
    remedy: z.string().exactOptional(),
    where: z.string().exactOptional(),
  })
  .openapi("Fault") satisfies z.ZodType<FaultView>;

/** The body when Holdfast itself is at fault: nothing a caller could correct. */
export const bugSchema = z
  .object({
    code: z.literal("bug"),
    message: z.string(),
    remedy: z.string(),
    /** What to look for in the server's log. */
    requestId: z.string(),
  })
  .openapi("Bug");

export type BugView = z.infer<typeof bugSchema>;
export type ErrorBody = FaultView | BugView;
