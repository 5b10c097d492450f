import { configMaps, isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { OnWrite } from "../../test-support/watched-writes.ts";
import { createBackup } from "../backups/create-backup.ts";
import { deleteBackupSet } from "../backups/delete-set.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { carryOut } from "./carry-out.ts";
import { driveOperation } from "./drive-operation.ts";

/** Every write when the long tests are asked for, else every fifth. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 5 : 1;
const minutes = 60_000;

let cluster: RealCluster;
let set: string;

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };
const settings = { namespace: "guestbook", name: "settings" };

class Killed extends Error {}

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  set = await wholeBackup();
});

afterAll(async () => cluster?.stop());

async function wholeBackup(): Promise<string> {
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  await driveOperation(cluster.context(), started.operation.id, { role: "cli" });
  return started.set;
}

async function newRestore(): Promise<string> {
  const context = cluster.context();
  await cluster.kubernetes.patch(configMaps, settings, { kind: "merge", body: { data: { greeting: "spoiled" } } });
  const request = applicationsRequest(set, ["guestbook"]);
  return (await createRestore(context, request, await previewRestore(context, request))).id;
}

/** Drives until the n-th write, where the driver dies before or after it; false when it had ended before. */
async function driveAndDie(id: string, when: "before" | "after", death: number): Promise<boolean> {
  let left = death;
  const dies: OnWrite = () => {
    if (left-- <= 0) throw new Killed();
  };
  const kubernetes = watchWrites(cluster.kubernetes, { [when]: dies });
  try {
    await driveOperation(cluster.context({ kubernetes }), id, { role: "cli" });
    return false;
  } catch (error) {
    if (error instanceof Killed || isApiError(error)) return true;
    throw error;
  }
}

async function goOn(id: string): Promise<void> {
  const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
  expect(outcome).toMatchObject({ kind: "done" });
  expect(await listLocks(cluster.kubernetes)).toEqual([]);
}

describe.each(["before", "after"] as const)("a driver that dies %s a write", (when) => {
  it(
    "of a backup leaves a set that another driver completes, without a second one",
    { timeout: 20 * minutes },
    async () => {
      for (let death = 0, died = true; died; death += stride) {
        const started = await createBackup(cluster.context(), { application: "guestbook" });
        died = await driveAndDie(started.operation.id, when, death);
        await goOn(started.operation.id);
        expect(await findBackupSet(cluster.context(), started.set)).toMatchObject({ state: "complete" });
        const label = { namespace: "velero", labelSelector: `holdfast.dev/set=${started.set}` };
        expect(await cluster.kubernetes.listAll(backupType, label)).toHaveLength(1);
      }
    },
  );

  it("of a restore leaves an application that another driver completes", { timeout: 30 * minutes }, async () => {
    for (let death = 0, died = true; died; death += stride) {
      const id = await newRestore();
      died = await driveAndDie(id, when, death);
      await goOn(id);
      const restored = await cluster.kubernetes.get<ConfigMap>(configMaps, settings);
      expect(restored?.data, `death ${when} write ${death}`).toMatchObject({ greeting: "hello" });
    }
  });
});

describe("a driver that dies during a deletion", () => {
  it("leaves a set that another driver deletes to the end", { timeout: 20 * minutes }, async () => {
    for (const death of [1, 3]) {
      const doomed = await wholeBackup();
      const { id } = await deleteBackupSet(cluster.context(), doomed);
      await driveAndDie(id, "after", death);
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
    expect((await cluster.kubernetes.get<ConfigMap>(configMaps, settings))?.data).toMatchObject({ greeting: "hello" });
  });
});

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
