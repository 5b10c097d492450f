import { operationsNamespace } from "@holdfast/domain";
import { configMaps, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType, backupType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { Killed, driveAndDie } from "../../test-support/drive-and-die.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { refusal } from "../../test-support/refusal.ts";
import { endUpgrade, upgradeApplication } from "../../test-support/upgrade-application.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { OnWrite } from "../../test-support/watched-writes.ts";
import { updateLicense } from "../applications/update-license.ts";
import { findApplication } from "../applications/find-application.ts";
import { generateVendorKeys } from "../applications/signatures.ts";
import { createBackup } from "../backups/create-backup.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { cancelOperation } from "../running/cancel-operation.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { driveOperations } from "../running/drive-operations.ts";
import { showOperation } from "../running/show-operations.ts";
import { createUpgrade } from "./create-upgrade.ts";
import { previewUpgrade } from "./preview-upgrade.ts";

/** Every write when the long tests are asked for, else every fifth. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 5 : 1;
const minutes = 60_000;
const slug = "shop";
const keys = generateVendorKeys();
const given = { values: {}, files: {} };

let cluster: RealCluster;
let newest = 1;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug, keys });
});

afterAll(async () => cluster?.stop());

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

/** What the application itself is, as opposed to what Holdfast has written down of it. */
async function runningSequence(): Promise<number> {
  const settings = await cluster.kubernetes.get<ConfigMap>(configMaps, { namespace: slug, name: "settings" });
  return Number(settings?.data?.["sequence"]);
}

function nextRelease() {
  newest += 1;
  return plainRelease({ slug, keys, sequence: newest }).release;
}

async function newUpgrade(): Promise<string> {
  const request = { release: nextRelease(), given };
  return (await createUpgrade(cluster.context(), request, await previewUpgrade(cluster.context(), request))).id;
}

async function setsOf(id: string) {
  return (await listBackupSets(cluster.context())).filter((set) => set.name.includes(id));
}

async function access(accessMode: "ReadOnly" | "ReadWrite"): Promise<void> {
  const body = { spec: { accessMode } };
  await cluster.kubernetes.patch(
    backupStorageLocationType,
    { namespace: "velero", name: "default" },
    { kind: "merge", body },
  );
}

const diesAtItsChange: OnWrite = (write) => {
  if (write === "replace Application") throw new Killed();
};

describe("an upgrade", () => {
  it("changes nothing of the application before its backup is Completed, and names that backup", async () => {
    const id = await newUpgrade();
    const backups = async (): Promise<readonly (string | undefined)[]> => {
      const all = await cluster.kubernetes.listAll<Backup>(backupType, { namespace: "velero" });
      return all.filter(({ metadata }) => metadata.name.includes(id)).map(({ status }) => status?.phase);
    };
    const atFirstChange: (readonly (string | undefined)[])[] = [];
    const kubernetes: KubernetesClient = {
      ...cluster.kubernetes,
      userName: cluster.kubernetes.userName,
      replace: async (type, object, options) => {
        if (object.kind === "Application" && atFirstChange.length === 0) atFirstChange.push(await backups());
        return cluster.kubernetes.replace(type, object, options);
      },
    };
    const outcome = await driveOperation(cluster.context({ kubernetes }), id, { role: "cli" });
    expect(outcome).toMatchObject({ kind: "done" });
    expect(atFirstChange).toEqual([["Completed"]]);
    const [set] = await setsOf(id);
    expect(set).toMatchObject({ state: "complete", scope: "partial", trigger: "upgrade" });
    expect(set?.name).toMatch(/^x-[a-z0-9]{5}-upgrade-/u);
    expect(set?.members).toMatchObject([{ part: { slug, sequence: 1 } }]);
    expect(outcome.kind === "done" && outcome.record.state).toMatchObject({
      summary: expect.stringContaining(set?.name ?? "?") as unknown,
    });
    expect(await runningSequence()).toBe(newest);
  });

  it("whose backup fails leaves the application as it was; resumed, it makes another backup and goes on", async () => {
    const before = await runningSequence();
    const id = await newUpgrade();
    await access("ReadOnly");
    const fault = await refusal(endUpgrade(cluster.context(), id));
    expect(fault.code).toBe("backup-failed");
    expect(await runningSequence()).toBe(before);
    expect(await findApplication(cluster.context(), slug)).not.toHaveProperty("deploying");
    await access("ReadWrite");
    await endUpgrade(cluster.context(), id);
    expect(await runningSequence()).toBe(newest);
    const states = (await setsOf(id)).map(({ state }) => state);
    expect(states).toHaveLength(2);
    expect(states).toContain("complete");
  });

  it("is cancelled until it begins to change the application; past that the answer says how to go back", async () => {
    const before = await runningSequence();
    const id = await newUpgrade();
    expect(await driveAndDie(cluster, id, { when: "after", write: 8 })).toBe(true);
    await cancelOperation(cluster.context(), id);
    const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
    expect(outcome).toMatchObject({ kind: "done", record: { state: { stage: "cancelled" } } });
    expect(await runningSequence()).toBe(before);
    expect(await setsOf(id)).toEqual([]);
    expect(await listLocks(cluster.kubernetes)).toEqual([]);
    const late = await newUpgrade();
    const kubernetes = watchWrites(cluster.kubernetes, { after: diesAtItsChange });
    await expect(driveOperation(cluster.context({ kubernetes }), late, { role: "cli" })).rejects.toThrow(Killed);
    const fault = await refusal(cancelOperation(cluster.context(), late));
    expect(fault.code).toBe("not-cancellable");
    expect(fault.details.remedy).toContain(`holdfast app rollback ${slug} --with-data`);
    await endUpgrade(cluster.context(), late);
  });

  it("to the release that is deployed needs no backup", async () => {
    const request = { release: plainRelease({ slug, keys, sequence: newest }).release, given };
    expect(await previewUpgrade(cluster.context(), request)).toMatchObject({ backup: { kind: "not-needed" } });
  });

  it("that cannot be backed up is refused with the reason, and goes on when that is accepted", async () => {
    const release = nextRelease();
    const lost = plainRelease({ slug, keys, license: { issue: 2, isSnapshotSupported: false } }).license;
    await updateLicense(cluster.context(), { slug, license: lost });
    const request = { release, given };
    const preview = await previewUpgrade(cluster.context(), request);
    expect(preview.backup).toMatchObject({ kind: "impossible", fault: { code: "not-entitled" } });
    const fault = await refusal(createUpgrade(cluster.context(), request, preview));
    expect(fault).toMatchObject({ code: "not-entitled" });
    expect(fault.details.reason).toMatch(/^Not entitled since 20/u);
    expect(fault.details.remedy).toContain("--no-backup");
    await upgradeApplication(cluster.context(), { ...request, withoutBackup: true });
    expect(await runningSequence()).toBe(newest);
    const back = plainRelease({ slug, keys, license: { issue: 3 } }).license;
    await updateLicense(cluster.context(), { slug, license: back });
  });

  it("leaves what it was to deploy nowhere, and is left alone by controllers", async () => {
    const left = { namespace: operationsNamespace, labelSelector: "holdfast.dev/record=upgrade-payload" };
    const names = (await cluster.kubernetes.listAll(secrets, left)).map(({ metadata }) => metadata.name);
    expect(names).toEqual([]);
  });

  it("is left alone by controllers, which have not the rights of who asked for it", async () => {
    const id = await newUpgrade();
    const stop = new AbortController();
    const ended: string[] = [];
    const driving = driveOperations(cluster.context({ signal: stop.signal }), (end) => ended.push(end.id));
    const { operation } = await createBackup(cluster.context(), { application: slug });
    await expect.poll(() => ended, { timeout: 120_000 }).toContain(operation.id);
    expect((await showOperation(cluster.context(), id)).operation.state).toEqual({ stage: "pending" });
    stop.abort();
    await driving;
    await endUpgrade(cluster.context(), id);
  });
});

describe.each(["before", "after"] as const)("a driver that dies %s a write of an upgrade", (when) => {
  it("leaves one that another driver ends the same, with one backup", { timeout: 30 * minutes }, async () => {
    for (let death = 0, died = true; died; death += stride) {
      const earlier = await runningSequence();
      const id = await newUpgrade();
      died = await driveAndDie(cluster, id, { when, write: death });
      const [begun] = await setsOf(id);
      const mayBeChanged = begun?.state === "complete" ? [earlier, newest] : [earlier];
      expect(mayBeChanged, `death ${when} write ${death}`).toContain(await runningSequence());
      await endUpgrade(cluster.context(), id);
      expect(await setsOf(id), `death ${when} write ${death}`).toMatchObject([{ state: "complete" }]);
      expect(await runningSequence()).toBe(newest);
      const application = await findApplication(cluster.context(), slug);
      expect(application.sequence).toBe(newest);
      expect(application).not.toHaveProperty("deploying");
      expect(await listLocks(cluster.kubernetes)).toEqual([]);
    }
  });
});
