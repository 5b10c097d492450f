import { describe, expect, it } from "vitest";

import { decodeExit } from "./exit-status.ts";

const where = { words: "exec in pod default/x", server: "https://cluster" };

describe("the end of a command", () => {
  it("is 0 on success", () => {
    expect(decodeExit('{"status":"Success"}', where)).toBe(0);
  });

  it("is the exit code the status names", () => {
    const status = {
      status: "Failure",
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "42" }] },
    };
    expect(decodeExit(JSON.stringify(status), where)).toBe(42);
  });

  it("is a refusal when the command could not be started", () => {
    const status = { status: "Failure", reason: "InternalError", code: 500, message: "no such file" };
    expect(() => decodeExit(JSON.stringify(status), where)).toThrow(
      expect.objectContaining({ reason: "InternalError", message: "no such file", request: where.words }),
    );
  });

  it("is unknown, never 0, when the connection ended without a status", () => {
    expect(() => decodeExit("", where)).toThrow(expect.objectContaining({ reason: "Unreachable" }));
  });
});
