import { Fault, viewFault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { newRecord } from "../records/new-record.ts";
import type { JournalEntry, LockSubject, OperationRecord, OperationState } from "../records/operation-record.ts";
import { createRecord, readRecord, replaceRecord } from "../records/store-record.ts";
import { resumeOperation } from "../running/resume-operation.ts";
import { makeJob } from "../steps/job.ts";
import { returnForRetry } from "../steps/return-for-retry.ts";
import { endUndone } from "./end-undone.ts";
import { restoreOperation } from "./restore-operation.ts";
import type { EndedPart } from "./restore-part.ts";
import { undoState } from "./undo-state.ts";

const at = "2026-01-01T00:00:00.000Z";
const fault = viewFault(new Fault("restore-failed", "It failed."));
const failedPart = (part: string, began: boolean): EndedPart => ({ outcome: "failed", part, began, fault });
const lockOf = (slug: string): LockSubject => ({ kind: "application", slug });
const entry = (step: string, result: unknown): JournalEntry => ({ step, startedAt: at, endedAt: at, result });

/** A restore of three: `notes` is done, `guestbook` failed half-way, `shop` never began. */
const ended: readonly EndedPart[] = [
  { outcome: "done", part: "notes" },
  failedPart("guestbook", true),
  failedPart("shop", false),
];

function inputOf(slugs: readonly string[], more: object = {}) {
  return { set: "m-1", applications: slugs.map((slug) => ({ slug })), safety: { kind: "declined" }, ...more };
}

function cluster(holds: readonly LockSubject[], parts: readonly EndedPart[]) {
  const kubernetes = createFakeClient();
  const context = testContext(kubernetes);
  const made = newRecord(context, {
    id: "restore-1",
    kind: "restore",
    subject: { kind: "instance" },
    input: inputOf(parts.map(({ part }) => part)),
  });
  const failed: OperationState = { stage: "failed", step: "finish", at, fault, holds };
  const journal = [entry("confirm-plan", { serverReplicas: 0 }), entry("applications", parts), entry("console", [])];
  const restore: OperationRecord = { ...made, journal, state: failed };
  const children = parts.flatMap(({ part, outcome }): readonly OperationRecord[] => {
    if (part === "shop") return [];
    const state: OperationState = outcome === "done" ? { stage: "done", at, summary: "" } : failed;
    const child = newRecord(context, {
      id: `restore-1-${part}`,
      kind: "restore-application",
      subject: lockOf(part),
      input: {},
    });
    const begun = [entry("confirm-plan", null)];
    return [{ ...child, root: "restore-1", parent: { id: "restore-1", epoch: 1 }, journal: begun, state }];
  });
  const records = [restore, ...children];
  const undoOf = (slugs: readonly string[]): OperationRecord =>
    newRecord(context, {
      id: "restore-2",
      kind: "restore",
      subject: { kind: "applications", slugs },
      input: inputOf(slugs, { undoes: "restore-1" }),
    });
  return {
    context,
    records,
    undoOf,
    async undo(slugs: readonly string[]) {
      for (const record of records) await createRecord(kubernetes, record);
      const undo = undoOf(slugs);
      const driver = { id: "d", role: "cli", host: "here" } as const;
      const handle = { record: undo, write: () => Promise.resolve() };
      await endUndone(
        makeJob({ context, handle, driver }, () => Promise.resolve()),
        slugs,
      );
      return (await readRecord(kubernetes, "restore-1")).record;
    },
    async child(slug: string) {
      return (await readRecord(kubernetes, `restore-1-${slug}`)).record;
    },
  };
}

describe("undoing a failed restore", () => {
  it("ends it when nothing else of it is left to do", async () => {
    const made = cluster([lockOf("guestbook")], ended.slice(0, 2));
    expect((await made.undo(["guestbook"])).state).toMatchObject({ stage: "cancelled", left: "undone by restore-2" });
    expect((await made.child("guestbook")).state).toMatchObject({ stage: "cancelled" });
  });

  it("in part leaves the rest failed, locked and to be resumed", async () => {
    const both = [failedPart("guestbook", true), failedPart("notes", true)];
    const left = await cluster([lockOf("guestbook"), lockOf("notes")], both).undo(["guestbook"]);
    expect(left.state).toMatchObject({ stage: "failed", holds: [lockOf("notes")] });
    const resumed = returnForRetry(restoreOperation, left);
    expect(resumed.state.stage).toBe("pending");
  });

  it("in part leaves the console locked that it left half done", async () => {
    const made = cluster([{ kind: "instance" }, lockOf("guestbook")], [failedPart("guestbook", true)]);
    const [restore] = made.records;
    const console = failedPart("console", true);
    Object.assign(restore ?? {}, {
      input: inputOf(["guestbook"], { console: {} }),
      journal: [...(restore?.journal.slice(0, 2) ?? []), entry("console", [console])],
    });
    expect((await made.undo(["guestbook"])).state).toMatchObject({ stage: "failed", holds: [{ kind: "instance" }] });
  });

  it("ends its parts also when it was resumed meanwhile, so that they are not restored again", async () => {
    const made = cluster([lockOf("guestbook")], ended.slice(0, 2));
    Object.assign(made.records[0] ?? {}, { state: { stage: "pending" } });
    expect((await made.undo(["guestbook"])).state).toMatchObject({ stage: "pending" });
    expect((await made.child("guestbook")).state).toMatchObject({ stage: "cancelled", left: "undone by restore-2" });
  });

  it("refuses that it is resumed until the undo has ended", async () => {
    const { context, records, undoOf } = cluster([lockOf("guestbook")], ended.slice(0, 2));
    const { kubernetes } = context;
    for (const record of records) await createRecord(kubernetes, record);
    const stored = await createRecord(kubernetes, undoOf(["guestbook"]));
    await expect(resumeOperation(context, "restore-1")).rejects.toMatchObject({
      code: "locked",
      details: { remedy: expect.stringContaining("operation cancel restore-2") as unknown },
    });
    await replaceRecord(kubernetes, {
      ...stored,
      record: { ...stored.record, state: { stage: "cancelled", at, by: "tester", left: "nothing" } },
    });
    expect((await resumeOperation(context, "restore-1")).state.stage).toBe("pending");
  });

  it("does not restore again what was undone when the rest is resumed and can then be cancelled", async () => {
    const parts = [failedPart("guestbook", true), failedPart("shop", false)];
    const left = await cluster([lockOf("guestbook")], parts).undo(["guestbook"]);
    expect(left.journal.find(({ step }) => step === "applications")?.result).toMatchObject([
      { outcome: "undone", part: "guestbook" },
      { outcome: "failed", part: "shop" },
    ]);
    expect(restoreOperation.cancellation?.refuse(left)).toBeUndefined();
  });
});

function known() {
  const { records, context } = cluster([lockOf("guestbook")], ended);
  const subject = { kind: "backup-set", name: "x-1" } as const;
  const safety = newRecord(context, { id: "restore-1-safety-1", kind: "backup", subject, input: {} });
  return { restore: records[0] as OperationRecord, records: [...records, { ...safety, root: "restore-1" }], context };
}

describe("what can be undone of a failed restore", () => {
  const set = {
    name: "x-1",
    state: "complete",
    members: ["notes", "guestbook", "shop"].map((slug) => ({ part: { kind: "application", slug } })),
  } as unknown as BackupSet;

  it("is what it changed: a part that never began keeps what it has written since", () => {
    const { restore, records } = known();
    expect(undoState(restore, { records, sets: [set] })).toMatchObject({ applications: ["notes", "guestbook"] });
  });

  it("is no part a second time", () => {
    const { restore, records, context } = known();
    const subject = lockOf("guestbook");
    const input = { undoes: "restore-1" };
    const undo = newRecord(context, { id: "restore-2", kind: "restore", subject, input });
    const done: OperationRecord = { ...undo, state: { stage: "done", at, summary: "" } };
    expect(undoState(restore, { records: [...records, done], sets: [set] })).toMatchObject({ applications: ["notes"] });
    const rest: OperationRecord = { ...done, id: "restore-3", subject: lockOf("notes") };
    expect(undoState(restore, { records: [...records, done, rest], sets: [set] })).toMatchObject({
      kind: "cannot",
      reason: "it was undone by restore-3",
    });
  });

  it("is no part that an undo brought back before it failed and was ended", () => {
    const { restore, records, context } = known();
    const subject = { kind: "applications", slugs: ["guestbook", "notes"] } as const;
    const undo = newRecord(context, { id: "restore-2", kind: "restore", subject, input: { undoes: "restore-1" } });
    const part = newRecord(context, {
      id: "restore-2-guestbook",
      kind: "restore-application",
      subject: lockOf("guestbook"),
      input: {},
    });
    const brought: OperationRecord = { ...part, root: "restore-2", state: { stage: "done", at, summary: "" } };
    for (const left of ["restored: guestbook; nothing else was changed", "given up; notes is left half done"]) {
      const state = { stage: "cancelled", at, by: "tester", left } as const;
      const all = [...records, { ...undo, state }, brought];
      expect(undoState(restore, { records: all, sets: [set] })).toMatchObject({ applications: ["notes"] });
      const over: OperationRecord = { ...restore, state: { ...state, left: "undone by restore-2" } };
      expect(undoState(over, { records: all, sets: [set] })).toMatchObject({ applications: ["notes"] });
    }
  });
});
