import { setTimeout as sleep } from "node:timers/promises";
import { stoppingChecks } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType, backupType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { createBackup } from "../backups/create-backup.ts";
import { findBackupSet, listBackupSets } from "../backups/list-sets.ts";
import { showBackupSet } from "../backups/show-set.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { driveOperation } from "./drive-operation.ts";
import { resumeOperation } from "./resume-operation.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

let cluster: RealCluster;
let set: string;

const settings = { namespace: "guestbook", name: "settings" };

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  set = (await backUp(cluster.kubernetes)).set;
});

afterAll(async () => cluster?.stop());

async function backUp(kubernetes: KubernetesClient) {
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  const outcome = await driveOperation(cluster.context({ kubernetes }), started.operation.id, { role: "cli" });
  return { set: started.set, outcome };
}

/** Does something once, right after the first write of a kind. */
function once(
  write: string,
  act: () => Promise<void>,
): { readonly client: KubernetesClient; readonly acted: () => Promise<void> } {
  let acting: Promise<void> | undefined;
  const client = watchWrites(cluster.kubernetes, {
    after: (seen) => {
      if (seen === write) acting ??= act();
    },
  });
  return { client, acted: async () => acting };
}

describe("Velero's server killed during a backup", () => {
  it("makes the member fail, which the set says", async () => {
    const { client, acted } = once("create Backup", async () => {
      await untilStarted();
      await cluster.velero.kill();
      await cluster.velero.restart();
    });
    const { set: broken } = await backUp(client);
    await acted();
    const found = await findBackupSet(cluster.context(), broken);
    const request = applicationsRequest(broken, ["guestbook"]);
    const { checks } = await previewRestore(cluster.context(), request);
    const restorable = stoppingChecks(checks, [])[0]?.code ?? "restorable";
    // The backup is small: it may have ended before the kill, and then it is complete.
    expect(["partial backup-not-completed", "complete restorable"]).toContain(`${found.state} ${restorable}`);
  });
});

describe("Velero's server killed during a restore", () => {
  it("fails the operation at most, and resuming it restores the application", async () => {
    const context = cluster.context();
    await cluster.kubernetes.patch(configMaps, settings, { kind: "merge", body: { data: { greeting: "spoiled" } } });
    const request = applicationsRequest(set, ["guestbook"]);
    const { id } = await createRestore(context, request, await previewRestore(context, request));
    const { client, acted } = once("create Restore", async () => {
      await cluster.velero.kill();
      await cluster.velero.restart();
    });
    const outcome = await driveOperation(cluster.context({ kubernetes: client }), id, { role: "cli" });
    await acted();
    const ended = outcome.kind === "failed" ? await resumeFailed(id) : outcome;
    expect(ended).toMatchObject({ kind: "done" });
    expect((await cluster.kubernetes.get<ConfigMap>(configMaps, settings))?.data).toMatchObject({ greeting: "hello" });
  });
});

describe("a destination that is open for reading only", () => {
  it("takes no backup, and restores all the same", async () => {
    const location = { namespace: "velero", name: "default" };
    await cluster.kubernetes.patch(backupStorageLocationType, location, access("ReadOnly"));
    await expect(createBackup(cluster.context())).rejects.toMatchObject({ code: "destination-read-only" });
    expect(await previewRestore(cluster.context(), applicationsRequest(set, ["guestbook"]))).toMatchObject({
      applications: [{ sequence: 1 }],
    });
    await cluster.kubernetes.patch(backupStorageLocationType, location, access("ReadWrite"));
  });
});

describe("Velero that does not answer", () => {
  it("is said before a backup or a restore begins, and the list is there all the same", async () => {
    await cluster.velero.kill();
    await expect(createBackup(cluster.context())).rejects.toMatchObject({ code: "velero-not-ready" });
    const preview = await previewRestore(cluster.context(), applicationsRequest(set, ["guestbook"]));
    expect(stoppingChecks(preview.checks, [])).toMatchObject([{ code: "velero-not-ready" }]);
    expect((await listBackupSets(cluster.context())).length).toBeGreaterThan(0);
    await cluster.velero.restart();
  });
});

describe("the object store gone", () => {
  it("leaves what was read before, as of then, never an empty list, and a restore is refused", async () => {
    await cluster.velero.s3.stop();
    const [member] = (await showBackupSet(cluster.context(), set)).members;
    const asOfThen = { kind: "kept", readAt: expect.any(String) as unknown };
    expect(member).toMatchObject({ errors: asOfThen, warnings: asOfThen, volumes: { kind: "unknown" } });
    const preview = await previewRestore(cluster.context(), applicationsRequest(set, ["guestbook"]));
    expect(stoppingChecks(preview.checks, []).length).toBeGreaterThan(0);
    const unreadable = /^(artefact-unreadable|destination-unavailable|deadline-passed)$/u;
    for (const { code } of stoppingChecks(preview.checks, [])) expect(code).toMatch(unreadable);
  });
});

const access = (accessMode: string) => ({ kind: "merge", body: { spec: { accessMode } } }) as const;

async function resumeFailed(id: string) {
  await resumeOperation(cluster.context(), id);
  return driveOperation(cluster.context(), id, { role: "cli" });
}

async function untilStarted(): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const backups = await cluster.kubernetes.listAll<Backup>(backupType, { namespace: "velero" });
    if (backups.some(({ status }) => status?.phase === "InProgress" || status?.phase === "ReadyToStart")) return;
    await sleep(10);
  }
}
