import { configMaps } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupType, restoreType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, driveAndDie } from "../../test-support/drive-and-die.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { OnWrite } from "../../test-support/watched-writes.ts";
import { createBackup } from "../backups/create-backup.ts";
import { deleteBackupSet } from "../backups/delete-set.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { readRecord } from "../records/store-record.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { createUndo, previewUndo } from "../restores/undo-restore.ts";
import { cancelOperation } from "./cancel-operation.ts";
import { carryOut } from "./carry-out.ts";
import { driveOperation } from "./drive-operation.ts";

/** Every write when the long tests are asked for, else a few of each operation, at strides that no step repeats. */
const all = process.env["HOLDFAST_TEST_ALL"] !== undefined;
const stride = all ? 1 : 11;
const longStride = all ? 1 : 37;
const minutes = 60_000;

let cluster: RealCluster;
let set: string;

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };
const slugs = ["guestbook", "notes"];
const settings = (namespace: string) => ({ namespace, name: "settings" });

beforeAll(async () => {
  cluster = await startRealCluster();
  for (const slug of slugs) await cluster.install({ slug });
  set = await wholeBackup();
});

afterAll(async () => cluster?.stop());

/** Of the console and both applications. */
async function wholeBackup(): Promise<string> {
  const started = await createBackup(cluster.context());
  await driveOperation(cluster.context(), started.operation.id, { role: "cli" });
  return started.set;
}

async function spoil(greeting: string): Promise<void> {
  for (const slug of slugs) {
    await cluster.kubernetes.patch(configMaps, settings(slug), { kind: "merge", body: { data: { greeting } } });
  }
}

async function greetings(): Promise<readonly (string | undefined)[]> {
  const found = await Promise.all(slugs.map((slug) => cluster.kubernetes.get<ConfigMap>(configMaps, settings(slug))));
  return found.map((one) => one?.data?.["greeting"]);
}

async function newRestore(of: readonly string[] = ["guestbook"]): Promise<string> {
  const context = cluster.context();
  await spoil("spoiled");
  const request = applicationsRequest(set, of);
  return (await createRestore(context, request, await previewRestore(context, request))).id;
}

async function goOn(id: string): Promise<void> {
  const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
  expect(outcome).toMatchObject({ kind: "done" });
  expect(await listLocks(cluster.kubernetes)).toEqual([]);
}

async function veleroNames(type: typeof backupType, part: string): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll(type, { namespace: "velero" });
  return found.map(({ metadata }) => metadata.name).filter((name) => name.includes(part));
}

const dieAtBackup: OnWrite = (write) => {
  if (write === "create Backup") throw new Killed();
};

describe.each(["before", "after"] as const)("a driver that dies %s a write", (when) => {
  it(
    "of a full backup leaves a set that another driver completes, without a second one",
    { timeout: 30 * minutes },
    async () => {
      for (let death = 0, died = true; died; death += stride) {
        const started = await createBackup(cluster.context());
        died = await driveAndDie(cluster, started.operation.id, { when, write: death });
        await goOn(started.operation.id);
        expect(await findBackupSet(cluster.context(), started.set)).toMatchObject({ state: "complete" });
        expect(await veleroNames(backupType, started.set)).toHaveLength(3);
      }
    },
  );

  it(
    "weak point 12: of a restore leaves an application that another driver completes, with one safety snapshot",
    { timeout: 40 * minutes },
    async () => {
      for (let death = 0, died = true; died; death += stride) {
        const id = await newRestore();
        died = await driveAndDie(cluster, id, { when, write: death });
        await goOn(id);
        expect(await greetings(), `death ${when} write ${death}`).toEqual(["hello", "spoiled"]);
        expect(await veleroNames(backupType, id)).toHaveLength(1);
      }
    },
  );

  it(
    "of a restore of two applications and of its undoing leaves what another driver brings to the same end",
    { timeout: 60 * minutes },
    async () => {
      for (let death = 2, died = true; died; death += longStride) {
        const id = await newRestore(slugs);
        const restoring = await driveAndDie(cluster, id, { when, write: death });
        await goOn(id);
        expect(await greetings(), `restore, death ${when} write ${death}`).toEqual(["hello", "hello"]);
        const asked = { safety: true, allowPartiallyFailed: false, accepted: [] };
        const undo = await createUndo(cluster.context(), await previewUndo(cluster.context(), id, asked));
        const undoing = await driveAndDie(cluster, undo.id, { when, write: death });
        await goOn(undo.id);
        expect(await greetings(), `undo, death ${when} write ${death}`).toEqual(["spoiled", "spoiled"]);
        died = restoring || undoing;
      }
    },
  );

  it("of a deletion leaves a set that another driver deletes to the end", { timeout: 20 * minutes }, async () => {
    for (let death = 0, died = true; died; death += all ? 1 : 5) {
      const doomed = await wholeBackup();
      const { id } = await deleteBackupSet(cluster.context(), doomed);
      died = await driveAndDie(cluster, id, { when, write: death });
      await goOn(id);
      await expect(findBackupSet(cluster.context(), doomed)).rejects.toMatchObject({ code: "backup-not-found" });
    }
  });
});

describe("two drivers at once", () => {
  it("make one restore: one goes on, the other stops", async () => {
    const id = await newRestore();
    const drivers = [1, 2].map(() => driveOperation(cluster.context(), id, { role: "cli", takeOver: true }));
    const outcomes = await Promise.allSettled(drivers);
    const done = outcomes.filter((one) => one.status === "fulfilled" && one.value.kind === "done");
    expect(done).toHaveLength(1);
    const lost = outcomes.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "lost-record" });
    expect(await greetings()).toEqual(["hello", "spoiled"]);
  });

  it.each(["replace ConfigMap", "delete ConfigMap", "create Restore", "create Backup"])(
    "weak point 11: a driver that slept before its %s and wakes when another one has finished changes nothing",
    { timeout: 5 * minutes },
    async (where) => {
      const id = await newRestore();
      const asleep = new Gate();
      const waking = new Gate();
      let seen = 0;
      const sleeps: OnWrite = async (write) => {
        // Not the write that takes the record, nor that which begins its first step.
        if (write !== where || (seen += 1) !== (where.startsWith("replace") ? 3 : 1)) return;
        asleep.open();
        await waking.opened;
      };
      const kubernetes = watchWrites(cluster.kubernetes, { before: sleeps });
      const sleeper = driveOperation(cluster.context({ kubernetes }), id, { role: "cli" });
      await Promise.race([asleep.opened, sleeper]);
      await goOn(id);
      const uids = await uidsOf("guestbook");
      const restores = await veleroNames(restoreType, id);
      waking.open();
      await expect(sleeper).rejects.toMatchObject({ code: expect.stringMatching(/lost-record|locked/u) as unknown });
      expect(await uidsOf("guestbook")).toEqual(uids);
      expect(await veleroNames(restoreType, id)).toEqual(restores);
      expect(await readRecord(cluster.kubernetes, id)).toMatchObject({ record: { state: { stage: "done" } } });
    },
  );
});

class Gate {
  #open: (() => void) | undefined;
  readonly opened = new Promise<void>((resolve) => (this.#open = resolve));

  open(): void {
    this.#open?.();
  }
}

async function uidsOf(namespace: string): Promise<readonly (string | undefined)[]> {
  const found = await cluster.kubernetes.listAll(configMaps, { namespace });
  return found.map(({ metadata }) => metadata.uid);
}

describe("a stopped program", () => {
  it("lets go of the operation after a step, and the next one goes on at once", async () => {
    const id = await newRestore();
    const stop = new AbortController();
    const kubernetes = watchWrites(cluster.kubernetes, {
      after: (write) => void (write === "create Restore" && stop.abort(new Error("Ctrl-C"))),
    });
    const carried = await carryOut(cluster.context({ kubernetes, signal: stop.signal }), id, { driver: "cli" });
    expect(carried).toEqual({ kind: "let-go", id });
    expect(await carryOut(cluster.context(), id, { driver: "cli" })).toMatchObject({
      kind: "ended",
      record: { state: { stage: "done" } },
    });
  });
});

describe("cancelling", () => {
  it(
    "a backup deletes what was made of it, whoever made it, and leaves no lock",
    { timeout: 5 * minutes },
    async () => {
      const started = await createBackup(cluster.context());
      const { id } = started.operation;
      let created = 0;
      const kubernetes = watchWrites(cluster.kubernetes, {
        after: (write) => {
          if (write === "create Backup" && (created += 1) === 2) throw new Killed();
        },
      });
      await expect(driveOperation(cluster.context({ kubernetes }), id, { role: "cli" })).rejects.toThrow(Killed);
      await cancelOperation(cluster.context(), id);
      await goOn(id);
      expect((await readRecord(cluster.kubernetes, id)).record.state).toMatchObject({
        stage: "cancelled",
        by: "tester",
      });
      expect(await cluster.kubernetes.listAll<Backup>(backupType, { namespace: "velero" })).not.toContainEqual(
        expect.objectContaining({
          metadata: expect.objectContaining({ name: expect.stringContaining(started.set) as unknown }) as unknown,
        }),
      );
    },
  );

  it(
    "weak point 10: a restore takes back its safety snapshot and changes nothing of the application",
    { timeout: 5 * minutes },
    async () => {
      const id = await newRestore();
      const before = await uidsOf("guestbook");
      const kubernetes = watchWrites(cluster.kubernetes, { after: dieAtBackup });
      await expect(driveOperation(cluster.context({ kubernetes }), id, { role: "cli" })).rejects.toThrow(Killed);
      await cancelOperation(cluster.context(), id);
      await goOn(id);
      expect((await readRecord(cluster.kubernetes, id)).record.state).toMatchObject({ stage: "cancelled" });
      expect(await veleroNames(backupType, id)).toEqual([]);
      expect(await uidsOf("guestbook")).toEqual(before);
    },
  );

  it(
    "weak point 10: a restore that has begun to delete is refused with the ways out, and is then undone",
    { timeout: 5 * minutes },
    async () => {
      const id = await newRestore();
      const kubernetes = watchWrites(cluster.kubernetes, {
        after: (write) => {
          if (write === "delete Secret") throw new Killed();
        },
      });
      await expect(driveOperation(cluster.context({ kubernetes }), id, { role: "cli" })).rejects.toThrow(Killed);
      await expect(cancelOperation(cluster.context(), id)).rejects.toMatchObject({
        code: "not-cancellable",
        details: { remedy: expect.stringContaining(`holdfast restore undo ${id}`) as unknown },
      });
      await goOn(id);
      expect(await greetings()).toEqual(["hello", "spoiled"]);
    },
  );
});
