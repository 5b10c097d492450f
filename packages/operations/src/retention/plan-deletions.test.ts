import { decideRetention } from "@holdfast/domain";
import type { BackupSet, FaultView, RetentionRules } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { planDeletions } from "./plan-deletions.ts";
import type { DeletionFacts } from "./plan-deletions.ts";

const now = Date.parse("2026-06-30T00:00:00Z");
const hour = 3600 * 1000;
const day = 24 * hour;
const context = testContext(createFakeClient());

function aSet(age: number, destination = "s3"): BackupSet {
  const name = `${destination}-${age}`;
  return {
    name,
    origin: "holdfast",
    scope: "full",
    state: "complete",
    members: [{ name: `${name}-console`, part: { kind: "console" }, stage: "completed" }],
    createdAt: new Date(now - age * day).toISOString(),
    destination,
    instance: "own",
    warnings: 0,
    errors: 0,
    problems: [],
  };
}

function plan(sets: readonly BackupSet[], more: Partial<DeletionFacts> = {}, rules: RetentionRules = { keepLast: 1 }) {
  const revision = { from: "1970-01-01T00:00:00Z", rules, timeZone: "UTC", setBy: "tester", setAt: "" };
  const policies = [{ scope: { kind: "instance" }, revisions: [revision] }] as const;
  const facts = { instances: ["own"], policies, sets, doomed: [], holds: [], clock: { kind: "believed" } } as const;
  const decisions = decideRetention(facts, now);
  return planDeletions({ decisions, sets, records: [], closed: new Map(), refused: new Set(), now, ...more });
}

function deletion(set: string, change: Partial<OperationRecord> = {}, byRule = true): OperationRecord {
  const input = { set, veleroNamespace: "velero", members: [], ...(byRule ? { byRule: true } : {}) };
  const subject = { kind: "backup-set", name: set } as const;
  return { ...newRecord(context, { id: `expire-${set}-1`, kind: "backup-deletion", subject, input }), ...change };
}

const fault: FaultView = { code: "deletion-failed", class: "failed", message: "Velero could not delete." };

function failed(set: string, minutesAgo: number, epoch = 1): OperationRecord {
  const at = new Date(now - minutesAgo * 60_000).toISOString();
  return deletion(set, { epoch, state: { stage: "failed", step: "follow", at, fault, holds: [] } });
}

describe("deletions that the rules want", () => {
  it("are made one at a time in each destination, the oldest first", () => {
    const sets = [1, 2, 3].flatMap((age) => [aSet(age), aSet(age, "other")]);
    expect(plan(sets)).toEqual([
      { kind: "delete", set: "s3-3" },
      { kind: "waits", set: "s3-2", reason: "another backup is deleted from its destination first" },
      { kind: "delete", set: "other-3" },
      { kind: "waits", set: "other-2", reason: "another backup is deleted from its destination first" },
    ]);
  });

  it("wait for one that a person ordered, and for a destination that is closed", () => {
    const sets = [aSet(1), aSet(2), aSet(3), aSet(1, "other"), aSet(2, "other")];
    const records = [deletion("s3-1", {}, false)];
    const closed = new Map([["other", "destination other is not available"]]);
    expect(plan(sets, { records, closed }).map(({ kind, set }) => `${kind} ${set}`)).toEqual([
      "under-way s3-1",
      "waits s3-3",
      "waits s3-2",
      "waits other-2",
    ]);
  });

  it("wait for work with the backup, and for a restore that failed half-way and may need it", () => {
    const restore = {
      ...deletion("s3-3"),
      id: "restore-1",
      root: "restore-1",
      kind: "restore",
      subject: { kind: "application", slug: "guestbook" },
      input: { set: "s3-3" },
    } as const;
    const sets = [aSet(1), aSet(2), aSet(3)];
    expect(plan(sets, { records: [restore] })).toMatchObject([
      { kind: "waits", set: "s3-3", reason: "restore restore-1 works with it" },
      { kind: "delete", set: "s3-2" },
    ]);
    const holds = [{ kind: "application", slug: "guestbook" }] as const;
    const half = { ...restore, state: { stage: "failed", step: "clear", at: "", fault, holds } } as const;
    expect(plan(sets, { records: [half] })[0]).toMatchObject({
      kind: "waits",
      reason: "restore restore-1 failed half-way and may still need it",
    });
  });
});

describe("a deletion that failed", () => {
  it("is named with its error, and tried again later each time, while others go on", () => {
    const sets = [aSet(1), aSet(2), { ...aSet(3), state: "deleting" } as const];
    expect(plan(sets, { records: [failed("s3-3", 4)] })).toMatchObject([
      { kind: "failed", set: "s3-3", fault, retryAt: now + 60_000 },
      { kind: "delete", set: "s3-2" },
    ]);
    expect(plan(sets, { records: [failed("s3-3", 6)] })).toMatchObject([
      { kind: "retry", set: "s3-3" },
      { kind: "waits", set: "s3-2" },
    ]);
    expect(plan(sets, { records: [failed("s3-3", 6, 2)] })[0]).toMatchObject({ kind: "failed" });
    expect(plan(sets, { records: [failed("s3-3", 361, 40)] })[0]).toMatchObject({ kind: "retry" });
  });

  it("holds up new ones when it is the third in its destination, all but one in six hours", () => {
    const sets = [1, 2, 3, 4, 5].map((age) => aSet(age));
    const records = ["s3-3", "s3-4", "s3-5"].map((set, index) => ({
      ...failed(set, 1),
      createdAt: new Date(now - (index + 5) * hour).toISOString(),
    }));
    expect(plan(sets, { records }).at(-1)).toEqual({
      kind: "waits",
      set: "s3-2",
      reason: "3 deletions from its destination have failed: they are tried again first",
    });
    const later = records.map((record) => ({ ...record, createdAt: new Date(now - 6 * hour).toISOString() }));
    expect(plan(sets, { records: later }).at(-1)).toEqual({ kind: "delete", set: "s3-2" });
  });

  it("is left to the person who ordered it", () => {
    const byHand = { ...failed("s3-2", 999), input: { set: "s3-2", veleroNamespace: "velero", members: [] } };
    expect(plan([aSet(1), aSet(2)], { records: [byHand] })).toEqual([]);
  });

  it("is ended when its backup is gone by now", () => {
    expect(plan([aSet(1)], { records: [failed("gone", 999)] })).toMatchObject([{ kind: "retry", set: "gone" }]);
  });
});
