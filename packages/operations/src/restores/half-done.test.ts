import { Fault, viewFault } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { isHalfDone } from "./half-done.ts";

const at = "2026-01-01T00:00:00.000Z";
const fault = viewFault(new Fault("restore-failed", "It failed."));

const begun: OperationRecord = {
  schema: recordSchema,
  id: "restore-1",
  kind: "restore",
  subject: { kind: "application", slug: "guestbook" },
  root: "restore-1",
  requestedBy: "tester",
  createdAt: at,
  input: {},
  epoch: 1,
  journal: [{ step: "confirm-plan", startedAt: at, endedAt: at, result: null }],
  state: { stage: "failed", step: "clear", at, fault, holds: [] },
};

describe("a failed restore", () => {
  it("needs its backup once it may have deleted something", () => {
    expect(isHalfDone(begun, [begun])).toBe(true);
    expect(isHalfDone({ ...begun, journal: [] }, [begun])).toBe(false);
    expect(isHalfDone({ ...begun, state: { stage: "done", at, summary: "" } }, [])).toBe(false);
  });

  it("needs it no longer when a later restore of the same application has ended well", () => {
    const state = { stage: "done", at, summary: "" } as const;
    const later = { ...begun, id: "restore-2", createdAt: "2026-01-02T00:00:00.000Z", state };
    expect(isHalfDone(begun, [begun, later])).toBe(false);
    const other = { ...later, subject: { kind: "application", slug: "notes" } as const };
    expect(isHalfDone(begun, [begun, other])).toBe(true);
  });
});
