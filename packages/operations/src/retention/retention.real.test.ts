import { startVelero, waitFor } from "@holdfast/harness";
import type { VeleroProcess } from "@holdfast/harness";
import { configMaps } from "@holdfast/kubernetes";
import { backupStorageLocationType, backupType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { labels } from "@holdfast/domain";
import type { RetentionRules } from "@holdfast/domain";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { realClock, startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { createBackup } from "../backups/create-backup.ts";
import { deleteBackupSet } from "../backups/delete-set.ts";
import { findBackupSet, listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { isAtRest } from "../records/operation-record.ts";
import { listRecords, readRecord } from "../records/store-record.ts";
import { carryOut } from "../running/carry-out.ts";
import { applyRetention } from "./apply-retention.ts";
import { previewPolicy, setRetention } from "./change-policy.ts";
import { holdBackup, listHolds, releaseBackup } from "./holds.ts";
import { retentionPolicyType } from "./policy-object.ts";
import { listPolicies } from "./store-policy.ts";
import { previewRetention, showRetention } from "./preview-retention.ts";

const minutes = 60_000;
/** Every write when the long tests are asked for, else a few. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 7 : 1;
const hour = 3600 * 1000;
const scope = { kind: "application", slug: "guestbook" } as const;

let cluster: RealCluster;
/** Added to the time that Holdfast sees; Velero has its own. */
let ahead = 0;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
});

afterAll(async () => cluster?.stop());

beforeEach(async () => {
  ahead = 0;
  // Each test begins in a time that was never set back.
  await cluster.kubernetes.delete(configMaps, { name: "holdfast-retention-clock", namespace: "holdfast-operations" });
  await keep({});
});

function context(): Context {
  return { ...cluster.context(), clock: { ...realClock, now: () => realClock.now() + ahead } };
}

async function keep(rules: RetentionRules): Promise<void> {
  await setRetention(context(), { scope, rules, timeZone: "UTC" }, "existing");
}

/** A partial backup; returns the set's name. */
async function backUp(): Promise<string> {
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  await carryOut(cluster.context(), started.operation.id);
  return started.set;
}

/** Those of which something is left. */
async function setNames(): Promise<readonly string[]> {
  const ours = (await listBackupSets(context())).filter(({ origin }) => origin === "holdfast");
  return ours.filter(({ members }) => members.some(({ backup }) => backup !== undefined)).map(({ name }) => name);
}

/** Applies the rules and drives what they order, until nothing is left to do. */
async function settle(given: Context = context()): Promise<void> {
  for (;;) {
    await applyRetention(given);
    const open = (await listRecords(given.kubernetes)).filter(({ record }) => !isAtRest(record));
    if (open.length === 0) return;
    for (const { record } of open) await carryOut(given, record.id, { driver: "cli" });
  }
}

/** Half a day at a time, as a controller sees the time go by. */
async function pass(days: number): Promise<void> {
  for (let half = 0; half < days * 2; half += 1) {
    ahead += 12 * hour;
    await settle();
  }
}

async function inBucket(velero: VeleroProcess, set: string): Promise<boolean> {
  const found = await velero.cli(["backup", "get", "-o", "json"]).catch(() => "");
  return found.includes(set);
}

describe("the rules of a policy", () => {
  it("delete what they free, one after the other, with its Velero Backups", { timeout: 3 * minutes }, async () => {
    const made = [await backUp(), await backUp(), await backUp()];
    const preview = await previewPolicy(context(), { scope, rules: { keepLast: 1 }, timeZone: "UTC" });
    expect(preview.existing.filter(({ effect }) => effect === "goes").map(({ set }) => set)).toEqual(
      expect.arrayContaining(made.slice(0, 2)),
    );
    await keep({ keepLast: 1 });
    expect(await applyRetention(context())).toEqual({ left: "busy", refused: [] });
    const view = await showRetention(context());
    const plans = view.sets.flatMap(({ deletion }) => (deletion === undefined ? [] : [deletion.kind]));
    expect(plans.toSorted()).toEqual(["under-way", "waits"]);
    await settle();
    expect(await setNames()).toEqual(made.slice(2));
    expect(await inBucket(cluster.velero, made[0] ?? "")).toBe(false);
  });

  it("concern, for new backups only, none that exists", { timeout: 3 * minutes }, async () => {
    const old = [await backUp(), ...(await setNames())];
    ahead += hour;
    await setRetention(context(), { scope, rules: { keepForHours: 1 }, timeZone: "UTC" }, "new-only");
    await pass(2);
    expect(await setNames()).toEqual(expect.arrayContaining(old));
    await keep({ keepLast: 1 });
    await settle();
    expect(await setNames()).toHaveLength(1);
  });

  it("tell on a calendar when they will free what", { timeout: 3 * minutes }, async () => {
    const set = await backUp();
    await backUp();
    await keep({ keepForHours: 48 });
    const { calendar } = await previewRetention(context(), { days: 10, planned: [] });
    expect(calendar.days.flatMap(({ freed }) => freed.map((one) => one.set))).toContain(set);
    expect(calendar.left).toHaveLength(1);
  });
});

describe("a hold", () => {
  it("keeps a backup from rules and hands until it is released", { timeout: 3 * minutes }, async () => {
    const held = await backUp();
    const other = await backUp();
    await holdBackup(context(), held, "the auditor asked");
    await keep({ keepLast: 1 });
    await settle();
    expect((await setNames()).toSorted()).toEqual([held, other].toSorted());
    await expect(deleteBackupSet(context(), held)).rejects.toMatchObject({
      code: "backup-held",
      details: { reason: expect.stringContaining("the auditor asked") as unknown },
    });
    await releaseBackup(context(), held);
    await settle();
    expect(await setNames()).toEqual([other]);
  });

  it("that comes after the deletion was ordered still stops it", { timeout: 3 * minutes }, async () => {
    await backUp();
    await backUp();
    await keep({ keepLast: 1 });
    await applyRetention(context());
    const order = (await listRecords(cluster.kubernetes)).find(({ record }) => !isAtRest(record));
    const older = order?.record.subject.kind === "backup-set" ? order.record.subject.name : "";
    // A hold of now is refused: the set is being deleted. One that was written a moment before is not seen by it.
    await expect(holdBackup(context(), older)).rejects.toMatchObject({ code: "locked" });
    await cluster.kubernetes.create(configMaps, holdOf(older));
    await carryOut(context(), order?.record.id ?? "", { driver: "cli" });
    const { record } = await readRecord(cluster.kubernetes, order?.record.id ?? "");
    expect(record.state).toMatchObject({
      stage: "done",
      summary: expect.stringContaining("was not deleted: held by") as unknown,
    });
    expect(await setNames()).toContain(older);
    await cluster.kubernetes.delete(configMaps, { name: byAnother, namespace: "holdfast" });
  });
});

describe("always kept", () => {
  it("is what became the newest good one after the deletion was ordered", { timeout: 3 * minutes }, async () => {
    await keep({ keepLast: 1 });
    await settle();
    const [good = ""] = await setNames();
    const newer = await backUp();
    await applyRetention(context());
    const order = (await listRecords(cluster.kubernetes)).find(({ record }) => !isAtRest(record));
    expect(order?.record.subject).toMatchObject({ name: good });
    // The newer one vanishes from the bucket, and Velero forgets it.
    await cluster.velero.cli(["backup", "delete", `${newer}-guestbook`, "--confirm"]);
    await waitFor(async () => ((await inBucket(cluster.velero, newer)) ? undefined : true), { what: "it to be gone" });
    await carryOut(context(), order?.record.id ?? "", { driver: "cli" });
    expect((await findBackupSet(context(), good)).state).toBe("complete");
    const { record } = await readRecord(cluster.kubernetes, order?.record.id ?? "");
    expect(record.state).toMatchObject({ summary: expect.stringContaining("always kept") as unknown });
  });

  it(
    "weak point 28: the last good backup survives a week in which every backup fails",
    { timeout: 5 * minutes },
    async () => {
      const good = await backUp();
      await keep({ keepForHours: 24 });
      const template = await cluster.kubernetes.get<Backup>(backupType, {
        namespace: "velero",
        name: `${good}-guestbook`,
      });
      const failed: string[] = [];
      for (let day = 0; day < 7; day += 1) {
        failed.push(await failedSet(template, day));
        await pass(1);
      }
      const left = await setNames();
      expect(left).toContain(good);
      expect(left.length).toBeLessThan(4);
      expect(left).not.toContain(failed[0]);
      expect((await findBackupSet(context(), good)).state).toBe("complete");
    },
  );

  it("is all there is while the clock is a month ahead, for a day", { timeout: 3 * minutes }, async () => {
    const sets = [await backUp(), await backUp(), ...(await setNames())];
    await keep({ keepForHours: 24 });
    await settle();
    ahead += 30 * 24 * hour;
    await settle();
    expect(await setNames()).toEqual(expect.arrayContaining(sets));
    expect((await showRetention(context())).rests).toContain("The clock jumped");
    ahead += 12 * hour;
    await settle();
    expect(await setNames()).toEqual(expect.arrayContaining(sets));
    ahead += 13 * hour;
    await settle();
    expect(await setNames()).toHaveLength(1);
  });
});

describe("a deletion that Velero refuses", () => {
  it("is named with Velero's error, and tried again by itself later", { timeout: 3 * minutes }, async () => {
    await backUp();
    const newest = await backUp();
    await keep({ keepLast: 1 });
    await applyRetention(context());
    await setAccess("ReadOnly");
    const order = (await listRecords(cluster.kubernetes)).find(({ record }) => !isAtRest(record));
    await carryOut(context(), order?.record.id ?? "", { driver: "cli" });
    await setAccess("ReadWrite");
    const deletions = (await showRetention(context())).sets.flatMap(({ deletion }) => deletion ?? []);
    expect(deletions.find(({ kind }) => kind === "failed")).toMatchObject({
      fault: { code: "deletion-failed", reason: expect.stringMatching(/read-only/u) as unknown },
    });
    await settle();
    expect(await setNames()).not.toEqual([newest]);
    ahead += 6 * 60 * 1000;
    await settle();
    expect(await setNames()).toEqual([newest]);
  });
});

describe("a program that dies", () => {
  it.each(["before", "after"] as const)(
    "%s any write of a deletion by rule leaves one that the next brings to its end",
    { timeout: 20 * minutes },
    async (when) => {
      for (let death = 0, died = true; died; death += stride) {
        await backUp();
        const newest = await backUp();
        await keep({ keepLast: 1 });
        died = false;
        let writes = 0;
        const kubernetes = watchWrites(cluster.kubernetes, {
          [when]: () => {
            if (writes++ < death) return;
            died = true;
            throw new Error("killed");
          },
        });
        await settle({ ...context(), kubernetes }).catch(() => undefined);
        await takeOverAll();
        await settle();
        expect(await setNames(), `${when} write ${death}`).toEqual([newest]);
      }
    },
  );
});

it(
  "policies and holds come back with the console's backup, also by Velero's own restore",
  { timeout: 5 * minutes },
  async () => {
    await keep({ keepForHours: 72, weekly: 8 });
    const held = await backUp();
    const hold = await holdBackup(context(), held, "the auditor asked");
    const before = await listPolicies(context());
    const started = await createBackup(cluster.context());
    await carryOut(cluster.context(), started.operation.id);
    await releaseBackup(context(), held);
    await cluster.kubernetes.delete(retentionPolicyType, { namespace: "holdfast", name: "app-guestbook" });
    await cluster.velero.cli(["restore", "create", "back", "--from-backup", `${started.set}-console`, "--wait"]);
    expect(await listPolicies(context())).toEqual(before);
    expect(await listHolds(context())).toEqual([hold]);
  },
);

// The last one: from here on there are two Veleros in the cluster.
describe("a second Velero with write access on the same bucket", () => {
  it(
    "deletes nothing that the rules keep, though it deletes what was made outside Holdfast and is past its expiry",
    { timeout: 5 * minutes },
    async () => {
      const kept = await backUp();
      await cluster.velero.cli([
        "backup",
        "create",
        "by-hand",
        "--include-namespaces",
        "guestbook",
        "--ttl",
        "20s",
        "--wait",
      ]);
      const second = await startVelero(cluster.plane, { namespace: "velero-two", store: cluster.velero.s3 });
      try {
        await waitFor(async () => ((await inBucket(second, kept)) ? true : undefined), { what: "it to be read there" });
        await cluster.velero.kill();
        await waitFor(async () => ((await inBucket(second, "by-hand")) ? undefined : true), {
          what: "the second Velero to delete the expired one",
          deadlineSeconds: 120,
        });
        expect(await inBucket(second, kept)).toBe(true);
      } finally {
        await second.stop();
        await cluster.velero.restart();
      }
      const { spec, status } = (await cluster.kubernetes.get<Backup>(backupType, {
        namespace: "velero",
        name: `${kept}-guestbook`,
      })) as Backup;
      expect(spec.ttl).toBe("87600h0m0s");
      expect(Date.parse(status?.expiration ?? "") - Date.now()).toBeGreaterThan(9.9 * 365 * 24 * hour);
    },
  );
});

async function setAccess(accessMode: "ReadOnly" | "ReadWrite"): Promise<void> {
  const name = { namespace: "velero", name: "default" };
  await cluster.kubernetes.patch(backupStorageLocationType, name, { kind: "merge", body: { spec: { accessMode } } });
}

async function takeOverAll(): Promise<void> {
  for (const { record } of await listRecords(cluster.kubernetes)) {
    if (!isAtRest(record)) await carryOut(context(), record.id, { driver: "cli", takeOver: true });
  }
}

/** As Velero leaves one behind that it gave up, made on that day. */
async function failedSet(template: Backup | undefined, day: number): Promise<string> {
  if (template === undefined) throw new Error("no backup to take after");
  const at = new Date(realClock.now() + ahead).toISOString();
  const set = `m-fails-${day}-${Date.now()}`;
  const text = JSON.stringify(template.metadata.annotations).replaceAll(
    template.metadata.labels?.[labels.set] ?? "?",
    set,
  );
  await cluster.kubernetes.create<Backup>(backupType, {
    ...template,
    metadata: {
      name: `${set}-guestbook`,
      namespace: "velero",
      labels: { ...template.metadata.labels, [labels.set]: set },
      annotations: JSON.parse(text) as Record<string, string>,
    },
    status: { ...template.status, phase: "Failed", startTimestamp: at, completionTimestamp: at },
  });
  return set;
}

const byAnother = "holdfast-hold-by-another";

function holdOf(set: string) {
  const name = { name: byAnother, namespace: "holdfast", labels: { [labels.record]: "hold" } };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: name,
    data: { set, by: "another", at: "2026-01-01T00:00:00Z" },
  };
}
