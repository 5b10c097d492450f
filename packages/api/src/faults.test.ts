import { Fault, faultClasses, viewFault } from "@holdfast/domain";
import type { FaultCode } from "@holdfast/domain";
import { describe, expect, test } from "vitest";
import { faultSchema, httpStatusOf } from "./faults.ts";

describe("a fault over HTTP", () => {
  test("has a status that says the request was refused, whatever its code", () => {
    for (const code of Object.keys(faultClasses) as FaultCode[]) expect(httpStatusOf(code)).toBeGreaterThanOrEqual(400);
  });

  test("says 401 when signing in would help and 429 when waiting would", () => {
    expect(httpStatusOf("not-signed-in")).toBe(401);
    expect(httpStatusOf("too-many-attempts")).toBe(429);
    expect(httpStatusOf("missing-rights")).toBe(403);
  });

  test("is the same JSON as everywhere else", () => {
    const view = viewFault(new Fault("locked", "Other work holds guestbook", { remedy: "Wait for it" }));
    expect(faultSchema.parse(view)).toEqual(view);
  });
});
