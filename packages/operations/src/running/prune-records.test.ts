import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord, OperationState } from "../records/operation-record.ts";
import { createRecord, listRecords } from "../records/store-record.ts";
import { expendableRecords, pruneRecords } from "./prune-records.ts";

const now = Date.parse("2026-06-01T00:00:00Z");
const hour = 3600 * 1000;
const done: OperationState = { stage: "done", at: "2026-01-01T00:00:00Z", summary: "" };

function record(number: number, more: Partial<OperationRecord> = {}): OperationRecord {
  const id = `op-${number}`;
  const createdAt = new Date(now - number * hour).toISOString();
  const subject = { kind: "instance" } as const;
  const facts = { schema: recordSchema, id, kind: "backup", subject, root: id, requestedBy: "tester", createdAt };
  return { ...facts, input: {}, epoch: 1, journal: [], state: done, ...more };
}

const many = Array.from({ length: 210 }, (_, index) => record(index));

describe("records of finished operations", () => {
  it("stay for the newest 200", () => {
    expect(expendableRecords(many, now)).toEqual(many.slice(200).map(({ id }) => id));
    expect(expendableRecords(many.slice(0, 200), now)).toEqual([]);
  });

  it("stay for 90 days when they tell of a restore", () => {
    const old = record(91 * 24, { kind: "restore" });
    const young = record(89 * 24, { kind: "restore" });
    expect(expendableRecords([...many.slice(0, 200), young, old], now)).toEqual([old.id]);
  });

  it("stay as long as the operation is not over, or failed", () => {
    const failed = record(5000, {
      state: { stage: "stopped", step: "s", at: "", driver: { id: "", role: "cli", host: "" } },
    });
    expect(expendableRecords([...many.slice(0, 200), failed], now)).toEqual([]);
  });

  it("go with the records inside them", async () => {
    const part = record(209, { id: "op-209-part", root: "op-209", createdAt: new Date(now).toISOString() });
    const kubernetes = createFakeClient();
    for (const one of [...many, part]) await createRecord(kubernetes, one);
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    await pruneRecords(testContext(kubernetes, { clock }));
    const left = (await listRecords(kubernetes)).map((stored) => stored.record.id);
    expect(left).toHaveLength(200);
    expect(left).not.toContain("op-209-part");
  });
});
