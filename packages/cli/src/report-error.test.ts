import { Fault, faultClasses } from "@holdfast/domain";
import type { FaultCode } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { exitCodes } from "./exit-codes.ts";
import { reportError } from "./report-error.ts";

const codes = Object.keys(faultClasses) as readonly FaultCode[];
const details = { reason: "the store does not answer", remedy: "Correct the address", where: "destination a" };

describe("what a command says when it fails", () => {
  it("weak point 18: has the exit code of its class, with JSON as with text, and never 0", async () => {
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length);
    for (const code of codes) {
      const fault = new Fault(code, "It failed.", details);
      const [text, json] = await Promise.all([reportError(fault, "table", false), reportError(fault, "json", false)]);
      expect([text.exitCode, json.exitCode]).toEqual(Array.from({ length: 2 }, () => exitCodes[faultClasses[code]]));
      expect(text.exitCode).toBeGreaterThan(1);
    }
  });

  it("weak point 23: says what failed, why, where, and what to do, the same in both forms", async () => {
    const fault = new Fault("checks-refused", "The restore is refused.", details);
    const { text } = await reportError(fault, "table", false);
    for (const part of ["The restore is refused.", ...Object.values(details)]) expect(text).toContain(part);
    const { text: json } = await reportError(fault, "json", false);
    const view = { code: "checks-refused", class: "refused", message: "The restore is refused.", ...details };
    expect(JSON.parse(json)).toEqual({ error: view });
  });

  it("takes anything else for a bug, and shows where it came from", async () => {
    const { exitCode, text } = await reportError(new Error("no such field"), "table", false);
    expect(exitCode).toBe(1);
    expect(text).toContain("report-error.test.ts");
  });
});
