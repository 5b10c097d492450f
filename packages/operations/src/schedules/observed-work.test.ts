import { Fault, viewFault } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { takeLock } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { LockSubject, OperationRecord, OperationState } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { pruneRecords } from "../running/prune-records.ts";
import { writeLedger } from "./ledger-record.ts";
import { observeWork } from "./observed-work.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const guestbook: LockSubject = { kind: "application", slug: "guestbook" };
const ofGuestbook = { kind: "application", slug: "guestbook" } as const;
const ofNotes = { kind: "application", slug: "notes" } as const;
const ofAll = { kind: "instance" } as const;

interface Operation {
  readonly id: string;
  readonly kind?: string;
  readonly state?: OperationState;
  readonly subject?: OperationRecord["subject"];
  readonly input?: unknown;
  readonly createdAt?: number;
}

async function write(kubernetes: KubernetesClient, operation: Operation): Promise<void> {
  const { id, kind = "restore", state = { stage: "pending" }, subject = guestbook, input = {} } = operation;
  const createdAt = new Date(operation.createdAt ?? start).toISOString();
  const facts = { schema: recordSchema, id, kind, subject, root: id, requestedBy: "tester", createdAt };
  await createRecord(kubernetes, { ...facts, input, epoch: 0, journal: [], state });
}

/** What holds up a backup of each scope, at a time. */
async function obstacles(kubernetes: KubernetesClient, now = start) {
  const ending = new AbortController();
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
  const work = observeWork(testContext(kubernetes, { clock, signal: ending.signal }));
  await work.store.ready;
  const found = { guestbook: work.obstacle(ofGuestbook), notes: work.obstacle(ofNotes), all: work.obstacle(ofAll) };
  ending.abort();
  return found;
}

async function lock(kubernetes: KubernetesClient, subject: LockSubject, root: string): Promise<void> {
  const holder = {
    root,
    work: `restore ${root}`,
    requestedBy: "tester",
    keptBy: "record",
    takenAt: "2026-01-01T00:00:00Z",
  } as const;
  await takeLock(testContext(kubernetes), subject, holder);
}

describe("weak point 35: what a scheduled backup waits for", () => {
  it("is a lock of its application, or any for a backup of everything", async () => {
    const kubernetes = createFakeClient();
    await write(kubernetes, { id: "one", createdAt: 0 });
    await lock(kubernetes, guestbook, "one");
    const text = "Application guestbook is in use: restore one, since 2026-01-01T00:00:00Z.";
    expect(await obstacles(kubernetes)).toEqual({ guestbook: text, notes: undefined, all: text });
  });

  it("is the lock of the whole installation, for every one", async () => {
    const kubernetes = createFakeClient();
    await write(kubernetes, { id: "one", createdAt: 0, subject: { kind: "instance" } });
    await lock(kubernetes, { kind: "instance" }, "one");
    expect(Object.values(await obstacles(kubernetes)).filter((text) => text !== undefined)).toHaveLength(3);
  });

  it("is not the lock of an operation that is over, or that failed and left nothing half done", async () => {
    const at = "2026-01-01T00:00:00Z";
    const fault = viewFault(new Fault("restore-failed", "It failed."));
    const over: readonly OperationState[] = [
      { stage: "done", at, summary: "well" },
      { stage: "failed", step: "finish", at, fault, holds: [] },
    ];
    for (const state of over) {
      const kubernetes = createFakeClient();
      await write(kubernetes, { id: "one", createdAt: 0, state });
      await lock(kubernetes, guestbook, "one");
      expect((await obstacles(kubernetes)).guestbook).toBeUndefined();
    }
    const kubernetes = createFakeClient();
    const state: OperationState = { stage: "failed", step: "finish", at, fault, holds: [guestbook] };
    await write(kubernetes, { id: "one", createdAt: 0, state });
    await lock(kubernetes, guestbook, "one");
    expect((await obstacles(kubernetes)).guestbook).toMatch(/^Application guestbook is in use/u);
  });

  it("is a backup that was just written and has not locked its applications yet, but not one that nobody drives", async () => {
    const kubernetes = createFakeClient();
    const input = { slugs: ["guestbook"] };
    await write(kubernetes, { id: "m-1", kind: "backup", subject: { kind: "backup-set", name: "m-1" }, input });
    const text = "Application guestbook is about to be in use: backup m-1.";
    expect(await obstacles(kubernetes)).toEqual({ guestbook: text, notes: undefined, all: text });
    expect((await obstacles(kubernetes, start + 600_000)).guestbook).toBeUndefined();
  });
});

it("weak point 31: the record of a set that a ledger waits for is never pruned", async () => {
  const kubernetes = createFakeClient();
  const done: OperationState = { stage: "done", at: "2026-01-01T00:00:00Z", summary: "well" };
  const slot = start - 400 * 24 * 3600 * 1000;
  const ledger = {
    schedule: "one",
    rule: "@daily UTC",
    decidedUntil: slot,
    unbrokenFrom: slot,
    ahead: [],
    missed: [],
    missedEarlier: 0,
  };
  await write(kubernetes, { id: "s-old", kind: "backup", state: done, createdAt: slot });
  await write(kubernetes, { id: "s-older", kind: "backup", state: done, createdAt: slot - 1 });
  for (let index = 0; index < 200; index += 1)
    await write(kubernetes, { id: `one-${index}`, kind: "backup", state: done });
  const due = { slot, set: "s-old", since: slot, tries: 0, nextTry: slot };
  const stored = await writeLedger(kubernetes, { ...ledger, due }, undefined);
  const names = async () => {
    const found = await kubernetes.listAll({
      group: "",
      version: "v1",
      kind: "ConfigMap",
      plural: "configmaps",
      namespaced: true,
    });
    return found.map(({ metadata }) => metadata.name).filter((name) => name.includes("s-old"));
  };
  await pruneRecords(testContext(kubernetes));
  expect(await names()).toEqual(["operation-s-old"]);
  await writeLedger(kubernetes, ledger, stored.resourceVersion);
  await pruneRecords(testContext(kubernetes));
  expect(await names()).toEqual([]);
});
