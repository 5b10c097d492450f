import { Fault, viewFault } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { recordSchema } from "../records/operation-record.ts";
import type { JournalEntry, OperationRecord } from "../records/operation-record.ts";
import { halfDone, neverReady, setsOf } from "./half-done.ts";

const at = "2026-01-01T00:00:00.000Z";
const fault = viewFault(new Fault("restore-failed", "It failed."));
const guestbook = { kind: "application", slug: "guestbook" } as const;

const failed: OperationRecord = {
  schema: recordSchema,
  id: "restore-1",
  kind: "restore",
  subject: guestbook,
  root: "restore-1",
  requestedBy: "tester",
  createdAt: at,
  input: { set: "m-1" },
  epoch: 1,
  journal: [],
  state: { stage: "failed", step: "finish", at, fault, holds: [guestbook] },
};

const entry = (step: string): JournalEntry => ({ step, startedAt: at, endedAt: at, result: null });

describe("a failed restore", () => {
  it("is half done as long as it holds an application", () => {
    expect(halfDone(failed)).toEqual([guestbook]);
    expect(
      halfDone({ ...failed, state: { ...failed.state, stage: "failed", step: "check", at, fault, holds: [] } }),
    ).toEqual([]);
    expect(halfDone({ ...failed, state: { stage: "done", at, summary: "" } })).toEqual([]);
  });

  it("needs the backup that it reads and the one that it made before it began", () => {
    const subject = { kind: "backup-set", name: "x-1-restore-1" } as const;
    const safety = { ...failed, id: "restore-1-safety-1", kind: "backup", subject, input: {} };
    const other = { ...safety, root: "restore-2", subject: { ...subject, name: "x-1-restore-2" } };
    expect(setsOf(failed, [failed, safety, other])).toEqual(["m-1", "x-1-restore-1"]);
  });

  it("that takes another one back keeps the snapshot that it goes back to, and so does the one it takes back", () => {
    const snapshot = { kind: "backup-set", name: "x-1-restore-1" } as const;
    const safety = { ...failed, id: "restore-1-safety-1", kind: "backup", subject: snapshot, input: {} };
    const undo = { ...failed, id: "restore-2", root: "restore-2", input: { set: snapshot.name, undoes: "restore-1" } };
    const all = [failed, safety, undo];
    for (const one of [failed, undo]) {
      expect(halfDone(one)).toEqual([guestbook]);
      expect(setsOf(one, all)).toContain(snapshot.name);
    }
  });

  it("is worth no snapshot, unless its application stood again before it was found wanting", () => {
    const part = { ...failed, id: "restore-1-guestbook", root: "restore-1", kind: "restore-application" };
    const stopped = { ...part, journal: [entry("confirm-plan"), entry("clear")] };
    expect(neverReady(failed, ["guestbook", "notes"], [failed, stopped])).toEqual(["guestbook"]);
    const stood = { ...part, journal: [...stopped.journal, entry("verify"), entry("compare")] };
    expect(neverReady(failed, ["guestbook"], [failed, stood])).toEqual([]);
  });
});
