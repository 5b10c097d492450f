import { describe, expect, it } from "vitest";
import {
  recordSchema,
  type FailedState,
  type OperationRecord,
  type OperationState,
} from "../records/operation-record.ts";
import { unfinishedWork } from "./unfinished-work.ts";

const at = "2026-01-01T00:00:00Z";
const driver = { id: "d", role: "cli", host: "h" } as const;
const failed: FailedState = {
  stage: "failed",
  holds: [],
  step: "delete",
  at,
  fault: { code: "restore-failed", class: "failed", message: "it broke", remedy: "try again" },
};
const done: OperationState = { stage: "done", at, summary: "well" };

function record(id: string, kind: string, state: OperationState, createdAt = at): OperationRecord {
  const subject = { kind: "application", slug: "guestbook" } as const;
  const asked = { requestedBy: "tester", createdAt, input: {}, epoch: 0, journal: [] };
  return { schema: recordSchema, id, kind, subject, root: id, ...asked, state };
}

describe("work that an uninstall would cut off", () => {
  it.each<[string, OperationState]>([
    ["pending", { stage: "pending" }],
    ["running", { stage: "running", step: "s", startedAt: at, driver, beat: 1, progress: { message: "" } }],
    ["stopped", { stage: "stopped", step: "s", at, driver }],
  ])("is every operation that is %s", (_, state) => {
    expect(unfinishedWork([record("a", "backup", state)], ["guestbook"])).toHaveLength(1);
  });

  it("is no operation that is done, and no backup that failed", () => {
    expect(unfinishedWork([record("a", "restore", done), record("b", "backup", failed)], ["guestbook"])).toEqual([]);
  });

  it("is an operation that failed half-way, unless its application is gone", () => {
    const broken = record("a", "restore", { ...failed, holds: [{ kind: "application", slug: "guestbook" }] });
    expect(unfinishedWork([broken], ["guestbook"])).toEqual([broken]);
    expect(unfinishedWork([broken], [])).toEqual([]);
    const console = record("b", "restore", { ...failed, holds: [{ kind: "instance" }] });
    expect(unfinishedWork([console], [])).toEqual([console]);
  });

  it("is no part of an operation by itself", () => {
    expect(unfinishedWork([{ ...record("a-1", "backup", failed), root: "a" }], ["guestbook"])).toEqual([]);
  });
});
