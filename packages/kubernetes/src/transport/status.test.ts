import { describe, expect, it } from "vitest";

import { refusal, unreachable } from "./status.ts";

const refused = (status: number, body: string): unknown =>
  refusal({ status, body, retryAfterSeconds: undefined }, "create secrets default/x");

describe("a refusal", () => {
  it("keeps the Status of the server: reason, message and causes", () => {
    const body = {
      kind: "Status",
      status: "Failure",
      reason: "Invalid",
      code: 422,
      message: 'Secret "x" is invalid',
      details: { causes: [{ reason: "FieldValueInvalid", field: "data[a b]", message: "not a valid key" }] },
    };
    expect(refused(422, JSON.stringify(body))).toMatchObject({
      status: 422,
      reason: "Invalid",
      message: 'Secret "x" is invalid',
      request: "create secrets default/x",
      causes: [{ field: "data[a b]", message: "not a valid key" }],
    });
  });

  it("says the text of an answer that is no Status, cut to a readable length", () => {
    expect(refused(404, "404 page not found\n")).toMatchObject({
      reason: "NotFound",
      message: "The API server does not serve this kind of object",
    });
    expect(refused(502, "x".repeat(10_000))).toMatchObject({ reason: "Unknown", message: "x".repeat(500) });
    expect(refused(503, "")).toMatchObject({ reason: "ServiceUnavailable" });
  });

  it("keeps how long the server asks to wait", () => {
    const error = refusal({ status: 429, body: "", retryAfterSeconds: 7 }, "list pods");
    expect(error).toMatchObject({ reason: "TooManyRequests", retryAfterSeconds: 7 });
  });
});

describe("an unreachable server", () => {
  it("is named with every address that was tried", () => {
    const cause = new AggregateError([
      new Error("connect ECONNREFUSED ::1:6443"),
      new Error("connect ECONNREFUSED 127.0.0.1:6443"),
    ]);
    expect(unreachable("https://localhost:6443", "list pods", cause).message).toBe(
      "The API server https://localhost:6443 cannot be reached: connect ECONNREFUSED ::1:6443; connect ECONNREFUSED 127.0.0.1:6443",
    );
  });
});
