import { describe, expect, it } from "vitest";
import { compactRecord } from "./compact-record.ts";
import { recordSchema } from "./operation-record.ts";
import type { OperationRecord } from "./operation-record.ts";

const at = "2026-01-01T00:00:00.000Z";
const record: OperationRecord = {
  schema: recordSchema,
  id: "restore-1",
  kind: "restore",
  subject: { kind: "application", slug: "guestbook" },
  root: "restore-1",
  requestedBy: "anna",
  createdAt: at,
  input: { set: "m-1", request: { scope: { kind: "full" } } },
  epoch: 1,
  journal: [{ step: "applications", startedAt: at, endedAt: at, result: "x".repeat(9000) }],
  soFar: { applications: [] },
  state: { stage: "done", at, summary: "well" },
};

describe("the record of a finished operation", () => {
  it("keeps steps and times, and no results", () => {
    const compact = compactRecord(record);
    expect(compact.journal).toEqual([{ step: "applications", startedAt: at, endedAt: at, result: null }]);
    expect(compact.input).toEqual(record.input);
    expect(compact).not.toHaveProperty("soFar");
  });

  it("keeps the result of a step that says so, as long as there is room", () => {
    const report = { step: "compare", startedAt: at, endedAt: at, result: { ready: 2 }, kept: true as const };
    expect(compactRecord({ ...record, journal: [...record.journal, report] }).journal.at(-1)).toEqual(report);
    const large = { ...report, result: "x".repeat(9000) };
    expect(compactRecord({ ...record, journal: [large] }).journal.at(-1)).toMatchObject({ result: null });
  });

  it("weak point 15: still says who restored what, when and from what, however much was asked", () => {
    const input = { set: "m-1", applications: Array.from({ length: 200 }, () => ({ slug: "x".repeat(40) })) };
    const compact = compactRecord({ ...record, input });
    expect(JSON.stringify(compact).length).toBeLessThanOrEqual(4096);
    expect(compact).toMatchObject({
      requestedBy: "anna",
      createdAt: at,
      input: { set: "m-1" },
      state: { summary: "well" },
    });
  });
});
