import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stoppingChecks } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { carryOut } from "../running/carry-out.ts";
import { createBackup } from "./create-backup.ts";
import { deleteBackupSet } from "./delete-set.ts";
import { findBackupSet, listBackupSets } from "./list-sets.ts";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
});

afterAll(async () => cluster?.stop());

async function backUp(): Promise<string> {
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  await carryOut(cluster.context(), started.operation.id, { driver: "cli" });
  return started.set;
}

/** As an operator with the bucket's keys does it, past Velero. */
function destroy(backup: string, file = ""): Promise<void> {
  const { s3, bucket } = cluster.velero;
  return rm(join(s3.directory, bucket, "backups", backup, file), { recursive: true });
}

const settings = { namespace: "guestbook", name: "settings" };
const uid = async () => (await cluster.kubernetes.get(configMaps, settings))?.metadata.uid;

describe("files that were removed from the store behind Velero's back", () => {
  it("weak point 37: a backup without its contents is refused before anything is deleted, also when they went after the plan", async () => {
    const set = await backUp();
    const request = { ...applicationsRequest(set, ["guestbook"]), safety: false };
    const preview = await previewRestore(cluster.context(), request);
    expect(stoppingChecks(preview.checks, [])).toEqual([]);
    const { id } = await createRestore(cluster.context(), request, preview);
    await destroy(`${set}-guestbook`, `${set}-guestbook.tar.gz`);
    const before = await uid();
    const carried = await carryOut(cluster.context(), id, { driver: "cli" });
    expect(carried).toMatchObject({ kind: "ended", record: { state: { stage: "failed", step: "check", holds: [] } } });
    expect(await uid()).toBe(before);
    const { checks } = await previewRestore(cluster.context(), request);
    expect(stoppingChecks(checks, [])[0]?.code).toMatch(/^(artefact-unreadable|backup-damaged)$/u);
  });

  it("a backup that is gone as a whole stays on the list as damaged, until it is taken off", async () => {
    const set = await backUp();
    const { createdAt } = await findBackupSet(cluster.context(), set);
    await destroy(`${set}-guestbook`);
    await untilDamaged(set);
    const lost = await findBackupSet(cluster.context(), set);
    expect(lost).toMatchObject({ scope: "partial", createdAt, members: [{ stage: "absent" }] });
    expect(lost.problems[0]).toContain("Holdfast did not delete them");
    const { checks } = await previewRestore(cluster.context(), applicationsRequest(set, ["guestbook"]));
    expect(stoppingChecks(checks, [])[0]?.code).toBe("backup-damaged");

    const { id } = await deleteBackupSet(cluster.context(), set);
    await carryOut(cluster.context(), id, { driver: "cli" });
    expect(await names()).not.toContain(set);
  });

  it("a backup that Holdfast deleted is not missed", async () => {
    const set = await backUp();
    const { id } = await deleteBackupSet(cluster.context(), set);
    await carryOut(cluster.context(), id, { driver: "cli" });
    expect(await names()).not.toContain(set);
  });
});

async function names(): Promise<readonly string[]> {
  return (await listBackupSets(cluster.context())).map(({ name }) => name);
}

/** Velero looks once a minute which backups the store still has. */
async function untilDamaged(set: string): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if ((await findBackupSet(cluster.context(), set)).state === "damaged") return;
    await sleep(1000);
  }
  throw new Error(`${set} is not said to be damaged within five minutes`);
}
