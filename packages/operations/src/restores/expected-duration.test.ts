import { describe, expect, it } from "vitest";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { pastConsoleSeconds, pastSeconds } from "./expected-duration.ts";

function record(minute: number, seconds: number, change: Partial<OperationRecord> = {}): OperationRecord {
  const createdAt = new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
  const at = new Date(Date.parse(createdAt) + seconds * 1000).toISOString();
  return {
    schema: recordSchema,
    id: `r-${minute}`,
    kind: "restore-application",
    subject: { kind: "application", slug: "guestbook" },
    root: `r-${minute}`,
    requestedBy: "somebody",
    createdAt,
    input: { slug: "guestbook" },
    epoch: 1,
    journal: [],
    state: { stage: "done", at, summary: "" },
    ...change,
  };
}

describe("how long a restore takes", () => {
  it("is the middle of the last five that ended well without a pause", () => {
    const times = [1000, 50, 60, 70, 80, 90];
    expect(
      pastSeconds(
        times.map((seconds, minute) => record(minute, seconds)),
        "guestbook",
      ),
    ).toBe(70);
    expect(pastSeconds([record(1, 40), record(2, 9000, { epoch: 2 })], "guestbook")).toBe(40);
  });

  it("of the console is that of the console's parts", () => {
    const parts = [record(1, 40), record(2, 20, { kind: "restore-console", input: {} })];
    expect(pastConsoleSeconds(parts)).toBe(20);
    expect(pastConsoleSeconds(parts.slice(0, 1))).toBeUndefined();
  });

  it("is not known from other applications, other work, or nothing", () => {
    expect(pastSeconds([], "guestbook")).toBeUndefined();
    expect(pastSeconds([record(1, 40)], "notes")).toBeUndefined();
    expect(pastSeconds([record(1, 40, { kind: "restore-claim" })], "guestbook")).toBeUndefined();
  });
});
