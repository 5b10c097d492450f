import { Fault, viewFault } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationState } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { giveLockBack, listLocks, refuseLocked, releaseLock, takeLock } from "./hold-lock.ts";
import type { LockHolder, LockSubject } from "./lock.ts";
import { withLock } from "./with-lock.ts";

const guestbook: LockSubject = { kind: "application", slug: "guestbook" };
const instance: LockSubject = { kind: "instance" };

function holder(root: string, keptBy: LockHolder["keptBy"] = "record"): LockHolder {
  return { root, work: `work of ${root}`, requestedBy: "tester", keptBy, takenAt: "2026-01-01T00:00:00Z" };
}

async function record(kubernetes: KubernetesClient, id: string, state: OperationState): Promise<void> {
  const subject = { kind: "application", slug: "guestbook" } as const;
  const createdAt = "2026-01-01T00:00:00Z";
  const facts = { schema: recordSchema, id, kind: "restore", subject, root: id, requestedBy: "tester", createdAt };
  await createRecord(kubernetes, { ...facts, input: {}, epoch: 0, journal: [], state });
}

const refusePatch = (): Promise<never> => Promise.reject(new Error("away"));

describe("a lock", () => {
  it("is held against others as long as the operation's record is unfinished, whoever drives it", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "pending" });
    expect(await takeLock(context, guestbook, holder("one"))).toMatchObject({ kind: "taken" });
    await expect(takeLock(context, guestbook, holder("two"))).rejects.toMatchObject({ code: "locked" });
    await expect(refuseLocked(context, [guestbook])).rejects.toMatchObject({ code: "locked" });
  });

  it("is inherited by work of the same root operation", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "pending" });
    await takeLock(context, guestbook, holder("one"));
    expect(await takeLock(context, guestbook, holder("one"))).toMatchObject({ kind: "inherited" });
    await withLock(context, guestbook, { operationId: "one", work: "a child" }, () => Promise.resolve());
    expect(await listLocks(kubernetes)).toHaveLength(1);
  });

  it("of an operation that is done, or whose record is gone, is taken over", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "done", at: "2026-01-01T00:00:00Z", summary: "" });
    await takeLock(context, guestbook, holder("one"));
    await takeLock(context, { kind: "application", slug: "notes" }, holder("gone"));
    expect(await takeLock(context, guestbook, holder("two"))).toMatchObject({ kind: "taken" });
    expect(await takeLock(context, { kind: "application", slug: "notes" }, holder("two"))).toMatchObject({
      kind: "taken",
    });
  });

  it("of a process is taken over when the process has fallen silent, and not while it writes", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await takeLock(context, guestbook, holder("dead", "process"));
    expect(await takeLock(context, guestbook, holder("two", "process"))).toMatchObject({ kind: "taken" });
    await releaseLock(kubernetes, guestbook, "two");
    const refused = withLock(context, guestbook, { operationId: "alive", work: "long work" }, async () => {
      await expect(takeLock(context, guestbook, holder("three"))).rejects.toMatchObject({ code: "locked" });
    });
    await refused;
    expect(await listLocks(kubernetes)).toEqual([]);
  });

  it("stops its process before others may take it, when it cannot be written or the write hangs", async () => {
    for (const patch of [() => Promise.reject(new Error("away")), () => new Promise<never>(() => undefined)]) {
      const context = testContext({ ...createFakeClient(), patch });
      const began = context.clock.now();
      const work = withLock(context, guestbook, { operationId: "one", work: "work" }, async (signal) => {
        await context.clock.sleep(60_000, signal);
      });
      await expect(work).rejects.toMatchObject({ code: "lost-record" });
      expect(context.clock.now() - began).toBeLessThan(20_000);
    }
  });

  it("is what its loss is told with, also where the work only says that it was aborted", async () => {
    const context = testContext({ ...createFakeClient(), patch: refusePatch });
    const work = withLock(context, guestbook, { operationId: "one", work: "work" }, async (signal) => {
      await context.clock.sleep(60_000, signal).catch(() => {
        throw new Error("The operation was aborted");
      });
    });
    await expect(work).rejects.toMatchObject({ code: "lost-record" });
  });

  it("of the instance excludes every application's, and the reverse", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "pending" });
    await takeLock(context, guestbook, holder("one"));
    await expect(takeLock(context, instance, holder("two"))).rejects.toMatchObject({ code: "locked" });
    await releaseLock(kubernetes, guestbook, "one");
    await takeLock(context, instance, holder("one"));
    await expect(takeLock(context, guestbook, holder("two"))).rejects.toMatchObject({ code: "locked" });
    expect(await takeLock(context, guestbook, holder("one"))).toMatchObject({ kind: "taken" });
  });

  it("whose taker could not look for others excludes them when it is asked for again", async () => {
    const kubernetes = createFakeClient();
    await record(kubernetes, "one", { stage: "pending" });
    await record(kubernetes, "two", { stage: "pending" });
    await takeLock(testContext(kubernetes), guestbook, holder("one"));
    const blind = testContext({ ...kubernetes, listAll: () => Promise.reject(new Error("away")) });
    await expect(takeLock(blind, instance, holder("two"))).rejects.toThrow("away");
    await expect(takeLock(testContext(kubernetes), instance, holder("two"))).rejects.toMatchObject({ code: "locked" });
  });

  it("is kept against who came later and has not stepped back yet", async () => {
    const time = { now: Date.parse("2026-01-01T00:00:00Z") };
    const kubernetes = createFakeClient({ clock: { now: () => time.now } });
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "pending" });
    await record(kubernetes, "two", { stage: "pending" });
    await takeLock(context, guestbook, holder("one"));
    time.now += 5000;
    const blind = testContext({ ...kubernetes, listAll: () => Promise.reject(new Error("away")) });
    await expect(takeLock(blind, instance, holder("two"))).rejects.toThrow("away");
    expect(await takeLock(context, guestbook, holder("one"))).toMatchObject({ kind: "inherited" });
  });

  it("of a failed operation that was resumed is not taken over by its undo", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    await record(kubernetes, "one", { stage: "pending" });
    await record(kubernetes, "undo", { stage: "pending" });
    await takeLock(context, guestbook, holder("one"));
    const wish = { ...holder("undo"), insteadOf: "one" };
    await expect(takeLock(context, guestbook, wish)).rejects.toMatchObject({ code: "locked" });
    await expect(takeLock(context, instance, wish)).rejects.toMatchObject({ code: "locked" });
  });

  it("that an undo took over goes back to the failed operation that answers for it", async () => {
    const kubernetes = createFakeClient();
    const context = testContext(kubernetes);
    const at = "2026-01-01T00:00:00Z";
    const fault = viewFault(new Fault("restore-failed", "It failed."));
    await record(kubernetes, "one", { stage: "failed", step: "finish", at, fault, holds: [guestbook] });
    await record(kubernetes, "undo", { stage: "pending" });
    await takeLock(context, guestbook, holder("one"));
    await takeLock(context, guestbook, { ...holder("undo"), insteadOf: "one" });
    await giveLockBack(context, guestbook, { from: "undo", to: "one" });
    await releaseLock(kubernetes, guestbook, "undo");
    expect((await listLocks(kubernetes)).map((lock) => lock.holder.root)).toEqual(["one"]);
  });
});
