import type { FaultView } from "@holdfast/domain";
import { deleteBackupRequestType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { PlayedCluster } from "../../test-support/played-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { deleteBackupSet } from "../backups/delete-set.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationState } from "../records/operation-record.ts";
import { createRecord, listRecords, readRecord } from "../records/store-record.ts";
import { refuseDoomed } from "../restores/refuse-doomed.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { resumeOperation } from "../running/resume-operation.ts";
import { applyRetention, lookAtRetention } from "./apply-retention.ts";
import { setRetention } from "./change-policy.ts";

const hour = 3600 * 1000;
const slug = "shop";
const fault: FaultView = { code: "deletion-failed", class: "failed", message: "It failed." };
const halfDone: OperationState = {
  stage: "failed",
  step: "applications",
  at: "",
  fault,
  holds: [{ kind: "application", slug }],
};

async function twoBackups(): Promise<PlayedCluster> {
  const cluster = new PlayedCluster();
  for (const name of ["one", "two"]) {
    await cluster.backUp(name, "Completed");
    await cluster.clock.sleep(hour);
  }
  return cluster;
}

async function beginRestore(cluster: PlayedCluster, set: string, state?: OperationState): Promise<void> {
  const subject = { kind: "application", slug } as const;
  const record = newRecord(cluster.context(), { id: "restore-1", kind: "restore", subject, input: { set } });
  await createRecord(cluster.client, { ...record, ...(state === undefined ? {} : { state }) });
}

async function namesOf(cluster: PlayedCluster): Promise<readonly string[]> {
  return (await cluster.sets()).map(({ name }) => name);
}

const keepOne = { scope: { kind: "instance" }, rules: { keepLast: 1 }, timeZone: "UTC" } as const;

/** Velero refused to delete "one"; since then it would do it. */
async function refusedByRule(): Promise<PlayedCluster> {
  const cluster = await twoBackups();
  await setRetention(cluster.context(), keepOne, "existing");
  cluster.refusal = "AccessDenied";
  await cluster.settle();
  cluster.refusal = undefined;
  return cluster;
}

describe("a deletion that failed, of a backup that is being restored since", () => {
  it.each([
    ["works with it", undefined],
    ["failed half-way and may still need it", halfDone],
  ] as const)("waits while the restore %s", async (reason, state) => {
    const cluster = await refusedByRule();
    await beginRestore(cluster, "one", state);
    await cluster.clock.sleep(hour);
    const { plans } = await lookAtRetention(cluster.context());
    expect(plans).toEqual([{ kind: "waits", set: "one", reason: `restore restore-1 ${reason}` }]);
    await applyRetention(cluster.context());
    expect(await namesOf(cluster)).toEqual(["two", "one"]);
  });

  it("that a rule ordered ends without deleting when a person resumes it", async () => {
    const cluster = await refusedByRule();
    await beginRestore(cluster, "one", halfDone);
    await resumeOperation(cluster.context(), "expire-one-1");
    await driveOperation(cluster.context(), "expire-one-1", { role: "cli" });
    const { record } = await readRecord(cluster.client, "expire-one-1");
    expect(record.state).toMatchObject({ stage: "done", summary: expect.stringContaining("may still need it") });
    expect(await namesOf(cluster)).toEqual(["two", "one"]);
  });

  it("that a person ordered is refused, ordered again as well as resumed", async () => {
    const cluster = await twoBackups();
    cluster.refusal = "AccessDenied";
    const { id } = await deleteBackupSet(cluster.context(), "one");
    await driveOperation(cluster.context(), id, { role: "cli" });
    cluster.refusal = undefined;
    expect((await deleteBackupSet(cluster.context(), "one")).id).toBe(id);
    await beginRestore(cluster, "one", halfDone);
    await expect(deleteBackupSet(cluster.context(), "one")).rejects.toMatchObject({ code: "locked" });
    await resumeOperation(cluster.context(), id);
    await driveOperation(cluster.context(), id, { role: "cli" });
    expect((await readRecord(cluster.client, id)).record.state).toMatchObject({ fault: { code: "locked" } });
    expect(await namesOf(cluster)).toEqual(["two", "one"]);
  });
});

it("a restore that begins while a deletion is being written keeps its backup", async () => {
  const cluster = await twoBackups();
  let begun = false;
  const racing = watchWrites(cluster.client, {
    before: async () => {
      if (begun || (await listRecords(cluster.client)).length > 0) return;
      begun = true;
      await beginRestore(cluster, "one");
    },
  });
  const { id } = await deleteBackupSet(cluster.context(racing), "one");
  await driveOperation(cluster.context(), id, { role: "cli" });
  expect((await readRecord(cluster.client, id)).record.state).toMatchObject({ fault: { code: "locked" } });
  expect(await namesOf(cluster)).toEqual(["two", "one"]);
});

it("a backup that Velero was asked to delete and has not answered for is not restored from", async () => {
  const cluster = await twoBackups();
  const [, one] = await cluster.sets();
  if (one === undefined) throw new Error("there are two");
  await expect(refuseDoomed(cluster.context(), "velero", one)).resolves.toBeUndefined();
  cluster.deaf = true;
  const object = {
    apiVersion: "velero.io/v1",
    kind: "DeleteBackupRequest",
    metadata: { name: "request", namespace: "velero" },
    spec: { backupName: "one-shop" },
  };
  await cluster.client.create(deleteBackupRequestType, object);
  await expect(refuseDoomed(cluster.context(), "velero", one)).rejects.toMatchObject({ code: "backup-damaged" });
  const body = { status: { phase: "Processed", errors: ["no"] } };
  await cluster.client.patch(
    deleteBackupRequestType,
    { namespace: "velero", name: "request" },
    { kind: "merge", body },
  );
  await expect(refuseDoomed(cluster.context(), "velero", one)).resolves.toBeUndefined();
});

it("a newest backup whose deletion failed does not stand for the one before it", async () => {
  const cluster = await twoBackups();
  cluster.refusal = "AccessDenied";
  const { id } = await deleteBackupSet(cluster.context(), "two");
  await driveOperation(cluster.context(), id, { role: "cli" });
  cluster.refusal = undefined;
  await setRetention(cluster.context(), keepOne, "existing");
  await cluster.settle();
  expect(await namesOf(cluster)).toEqual(["two", "one"]);
});
