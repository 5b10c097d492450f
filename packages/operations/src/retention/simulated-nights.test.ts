import type { KubernetesClient } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayedCluster, playedStart as start } from "../../test-support/played-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { takeLock } from "../locks/hold-lock.ts";
import { configMapType, encodeRecord } from "../records/encode-record.ts";
import { newRecord } from "../records/new-record.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord, listRecords } from "../records/store-record.ts";
import { applyRetention, lookAtRetention } from "./apply-retention.ts";
import { setRetention } from "./change-policy.ts";
import { holdBackup } from "./holds.ts";
import { retentionController } from "./retention-controller.ts";

const hour = 3600 * 1000;
const day = 24 * hour;
const scope = { kind: "instance" } as const;

/** What happens in a night. */
const nights = fc.array(
  fc.record({
    ends: fc.constantFrom("Completed" as const, "Completed" as const, "Completed" as const, "Failed" as const),
    clock: fc.oneof(
      { weight: 20, arbitrary: fc.constant(0) },
      fc.constantFrom(hour, -hour, 30 * day, -30 * day, 400 * day),
    ),
    asleep: fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, fc.constant(3)),
  }),
  { minLength: 30, maxLength: 40 },
);

describe("simulated nights, with backups that fail, clocks that jump and days asleep", () => {
  it("never lose the newest good backup nor a held one", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(nights, fc.nat({ max: 20 }), async (happenings, pick) => {
        const cluster = new PlayedCluster();
        await setRetention(
          cluster.context(),
          { scope, rules: { keepForHours: 72, daily: 4 }, timeZone: "UTC" },
          "existing",
        );
        let newestGood = { name: "", at: Number.NEGATIVE_INFINITY };
        for (const [night, { ends, clock, asleep }] of happenings.entries()) {
          const name = `night-${night}`;
          const at = cluster.clock.now() + cluster.wrong;
          await cluster.backUp(name, ends);
          // A clock that is wrong dates its backups wrongly, too: which is the newest is told by that date.
          if (ends === "Completed" && at > newestGood.at) newestGood = { name, at };
          cluster.wrong += clock;
          if (night === pick) await holdBackup(cluster.context(), name);
          await cluster.settle();
          await cluster.clock.sleep(asleep * day);
          await cluster.settle();
          const names = (await cluster.sets()).map((set) => set.name);
          const wanted = [newestGood.name, ...(night >= pick ? [`night-${pick}`] : [])].filter((one) => one !== "");
          expect(names, `after night ${night}`).toEqual(expect.arrayContaining(wanted));
        }
      }),
      { seed: 20_261_121, numRuns: 3 },
    );
  });

  it("end, when all goes well, with what the rules keep", { timeout: 60_000 }, async () => {
    const cluster = new PlayedCluster();
    await setRetention(cluster.context(), { scope, rules: { keepLast: 3, weekly: 4 }, timeZone: "UTC" }, "existing");
    for (let night = 0; night < 60; night += 1) {
      await cluster.backUp(`night-${night}`, "Completed");
      await cluster.settle();
      await cluster.clock.sleep(start + (night + 1) * day - cluster.clock.now());
    }
    // 1 January and 1 March 2026 are a Thursday and a Sunday: the newest of each week is a Sunday's.
    const names = (await cluster.sets()).map(({ name }) => name);
    expect(names).toEqual([59, 58, 57, 52, 45, 38].map((night) => `night-${night}`));
  });
});

describe("a leader that dies at any write", () => {
  it.each(["before", "after"] as const)(
    "%s it leaves a deletion that the next one brings to its end",
    { timeout: 60_000 },
    async (when) => {
      for (let death = 0, died = true; died; death += 1) {
        const cluster = new PlayedCluster();
        for (const name of ["one", "two", "three"]) {
          await cluster.backUp(name, "Completed");
          await cluster.clock.sleep(hour);
        }
        await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
        died = false;
        let writes = 0;
        const dying = watchWrites(cluster.client, {
          [when]: () => {
            if (writes++ < death) return;
            died = true;
            throw new Error("killed");
          },
        });
        await cluster.settle(cluster.context(dying)).catch(() => undefined);
        await cluster.settle();
        expect(
          (await cluster.sets()).map(({ name }) => name),
          `death ${when} write ${death}`,
        ).toEqual(["three"]);
      }
    },
  );

  it("leaves one to another leader who decides at the same time, and each set is deleted once", async () => {
    const cluster = new PlayedCluster();
    for (const name of ["one", "two", "three"]) {
      await cluster.backUp(name, "Completed");
      await cluster.clock.sleep(hour);
    }
    await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
    const both = await Promise.all([applyRetention(cluster.context()), applyRetention(cluster.context())]);
    expect(both.filter(({ left }) => left === "busy").length).toBeGreaterThan(0);
    const records = await listRecords(cluster.client);
    expect(records.map(({ record }) => record.id)).toEqual(["expire-one-1"]);
    await cluster.settle();
    expect((await cluster.sets()).map(({ name }) => name)).toEqual(["three"]);
  });
});

async function threeBackups(): Promise<PlayedCluster> {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two", "three"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
  return cluster;
}

function deletionOf(cluster: PlayedCluster, id: string): OperationRecord {
  const subject = { kind: "backup-set", name: "one" } as const;
  return newRecord(cluster.context(), { id, kind: "backup-deletion", subject, input: { set: "one" } });
}

describe("a backup whose deletion cannot be ordered", () => {
  it("holds up no other of its destination", async () => {
    const cluster = await threeBackups();
    // A newer Holdfast wrote it: it is not understood here, and its name is taken.
    const newer = { ...deletionOf(cluster, "expire-one-1"), schema: recordSchema + 1 };
    await cluster.client.create(configMapType, encodeRecord(newer));
    const { left, refused } = await applyRetention(cluster.context());
    expect({ left, refused }).toMatchObject({ left: "busy", refused: [{ set: "one" }] });
    expect((await listRecords(cluster.client)).map(({ record }) => record.id)).toEqual(["expire-two-1"]);
  });

  it("is ordered under a new name where the records of former deletions were removed in part", async () => {
    const cluster = await threeBackups();
    const state = { stage: "done", at: "2026-01-01T00:00:00Z", summary: "" } as const;
    await createRecord(cluster.client, { ...deletionOf(cluster, "expire-one-2"), state });
    expect(await applyRetention(cluster.context())).toEqual({ left: "busy", refused: [] });
    const ids = (await listRecords(cluster.client)).map(({ record }) => record.id);
    expect(ids.toSorted()).toEqual(["expire-one-2", "expire-one-3"]);
  });

  it("is not ordered while another namespace's console holds it", async () => {
    const cluster = await threeBackups();
    await holdBackup({ ...cluster.context(), consoleNamespace: "elsewhere" }, "one");
    await cluster.settle();
    expect((await cluster.sets()).map(({ name }) => name)).toEqual(["three", "one"]);
  });
});

it("a deletion that Velero refuses is named with the error, and tried again later by itself", async () => {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
  cluster.refusal = "AccessDenied: no delete";
  await cluster.settle();
  const { plans } = await lookAtRetention(cluster.context());
  expect(plans).toMatchObject([
    { kind: "failed", set: "one", fault: { code: "deletion-failed", reason: "one-shop: AccessDenied: no delete" } },
  ]);
  cluster.refusal = undefined;
  await cluster.settle();
  expect(await cluster.sets()).toHaveLength(2);
  await cluster.clock.sleep(6 * 60 * 1000);
  await cluster.settle();
  expect((await cluster.sets()).map(({ name }) => name)).toEqual(["two"]);
});

it("the controller acts on a policy that is set while it runs, and ends when it is told to", async () => {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  const stop = new AbortController();
  const ended = retentionController.run({ ...cluster.context(), signal: stop.signal }).catch(() => "ended");
  await cluster.clock.sleep(hour);
  expect(await listRecords(cluster.client)).toEqual([]);
  await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
  await cluster.clock.sleep(hour);
  expect((await listRecords(cluster.client)).map(({ record }) => record.id)).toEqual(["expire-one-1"]);
  stop.abort(new Error("told to"));
  expect(await ended).toBe("ended");
});

it("the controller looks the more seldom during a deletion the longer a look takes", async () => {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
  let looks = 0;
  const slow: KubernetesClient = {
    ...cluster.client,
    listAll: async (type, query) => {
      if (type.kind === backupType.kind) {
        looks += 1;
        await cluster.clock.sleep(4000);
      }
      return cluster.client.listAll(type, query);
    },
  };
  const stop = new AbortController();
  const ended = retentionController.run({ ...cluster.context(slow), signal: stop.signal }).catch(() => "ended");
  await cluster.clock.sleep(hour);
  stop.abort(new Error("told to"));
  expect(await ended).toBe("ended");
  expect(looks).toBeGreaterThan(5);
  expect(looks).toBeLessThan(25);
});

it("the controller does not believe a clock that was wrong before the first policy was set", async () => {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  cluster.wrong = 30 * day;
  const stop = new AbortController();
  const ended = retentionController.run({ ...cluster.context(), signal: stop.signal }).catch(() => "ended");
  await cluster.clock.sleep(hour);
  await setRetention(cluster.context(), { scope, rules: { keepForHours: 72 }, timeZone: "UTC" }, "existing");
  await cluster.clock.sleep(hour);
  expect(await listRecords(cluster.client)).toEqual([]);
  expect((await lookAtRetention(cluster.context())).rests).toContain("The clock jumped");
  stop.abort(new Error("told to"));
  expect(await ended).toBe("ended");
});

it("rests while the whole installation is being restored", async () => {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  await setRetention(cluster.context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" }, "existing");
  const id = "restore-1";
  const context = cluster.context();
  const record = newRecord(context, { id, kind: "restore", subject: { kind: "instance" }, input: {} });
  await createRecord(cluster.client, record);
  const holder = { root: id, work: "full restore", requestedBy: "tester", keptBy: "record", takenAt: "" } as const;
  await takeLock(context, { kind: "instance" }, holder);
  expect(await applyRetention(cluster.context())).toEqual({ left: "waiting", refused: [] });
  expect((await cluster.sets()).map(({ name }) => name)).toEqual(["two", "one"]);
});
