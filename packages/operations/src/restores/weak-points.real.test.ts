import { setTimeout as sleep } from "node:timers/promises";
import { stoppingChecks } from "@holdfast/domain";
import { ApiError, configMaps, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { backupType, restoreType, veleroApiVersion } from "@holdfast/velero";
import type { Backup, Restore } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { findApplication } from "../applications/find-application.ts";
import { createBackup } from "../backups/create-backup.ts";
import { listLocks } from "../locks/hold-lock.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";
import { giveUpOperation } from "../running/cancel-operation.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { createRestore } from "./create-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import { listRestores } from "./restore-history.ts";
import { applicationsRequest } from "./restore-request.ts";
import { createUndo, previewUndo } from "./undo-restore.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

const minutes = 60_000;
const settings = { namespace: "guestbook", name: "settings" };
const later = { namespace: "guestbook", name: "made-later" };
const asked = { safety: true, allowPartiallyFailed: false, accepted: [] };

let cluster: RealCluster;
let set: string;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  const started = await createBackup(cluster.context());
  await drive(started.operation.id);
  set = started.set;
});

afterAll(async () => cluster?.stop());

const drive = (id: string, kubernetes = cluster.kubernetes) =>
  driveOperation(cluster.context({ kubernetes }), id, { role: "cli" });

/** What is there before a restore, and not in the backup. */
async function changeApplication(to: string): Promise<void> {
  await cluster.kubernetes.patch(configMaps, settings, { kind: "merge", body: { data: { greeting: to } } });
  const found = await cluster.kubernetes.get(configMaps, later);
  if (found !== undefined) return;
  await cluster.kubernetes.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: later });
}

async function greeting(): Promise<string | undefined> {
  return (await cluster.kubernetes.get<ConfigMap>(configMaps, settings))?.data?.["greeting"];
}

async function newRestore(): Promise<OperationRecord> {
  const request = applicationsRequest(set, ["guestbook"]);
  return createRestore(cluster.context(), request, await previewRestore(cluster.context(), request));
}

async function uids(): Promise<readonly (string | undefined)[]> {
  const found = await Promise.all(
    [configMaps, secrets].map((type) => cluster.kubernetes.listAll(type, { namespace: "guestbook" })),
  );
  return found.flat().map(({ metadata }) => metadata.uid);
}

/** A cluster that lets nobody create Velero Restores: the restore fails after it has deleted. */
function withoutRestores(): KubernetesClient {
  return watchWrites(cluster.kubernetes, {
    before(write) {
      if (write !== "create Restore") return;
      throw new ApiError({ message: "forbidden", status: 403, reason: "Forbidden", request: write });
    },
  });
}

async function restoreNames(operation: string): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll<Restore>(restoreType, { namespace: "velero" });
  return found.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(operation));
}

describe("a restore", () => {
  it("weak point 1: deletes nothing when its checks fail by the time it runs", { timeout: 3 * minutes }, async () => {
    await changeApplication("spoiled");
    const { id } = await newRestore();
    const before = await uids();
    await cluster.velero.kill();
    expect(await drive(id)).toMatchObject({ kind: "failed", record: { state: { step: "check", holds: [] } } });
    await cluster.velero.restart();
    expect(await uids()).toEqual(before);
    expect(await listLocks(cluster.kubernetes)).toEqual([]);
  });

  it("weak point 3: does exactly the plan that was confirmed, or nothing", { timeout: 3 * minutes }, async () => {
    const request = applicationsRequest(set, ["guestbook"]);
    const { hash } = await previewRestore(cluster.context(), request);
    await cluster.kubernetes.delete(configMaps, later);
    await expect(createRestore(cluster.context(), request, { confirmedHash: hash })).rejects.toMatchObject({
      code: "plan-changed",
    });
    await changeApplication("spoiled");
  });

  it(
    "weak point 2: that fails after it deleted keeps the application to itself, and is undone from its safety snapshot",
    { timeout: 5 * minutes },
    async () => {
      await changeApplication("of this morning");
      const { id } = await newRestore();
      const failed = await drive(id, withoutRestores());
      const guestbook = { kind: "application", slug: "guestbook" };
      expect(failed).toMatchObject({ kind: "failed", record: { state: { holds: [guestbook] } } });
      expect(await greeting()).toBeUndefined();
      await expect(createBackup(cluster.context(), { application: "guestbook" })).rejects.toMatchObject({
        code: "locked",
      });

      const undo = await previewUndo(cluster.context(), id, asked);
      expect(undo).toMatchObject({
        undo: { kind: "can", applications: ["guestbook"] },
        preview: { safety: { kind: "nothing-there" } },
      });
      expect(Date.parse(undo.undo.until ?? "")).toBeGreaterThan(Date.now() + 6 * 24 * 60 * minutes);
      expect(await drive((await createUndo(cluster.context(), undo)).id)).toMatchObject({ kind: "done" });
      expect(await greeting()).toBe("of this morning");
      expect(await cluster.kubernetes.get(configMaps, later)).toBeDefined();
      expect(await listLocks(cluster.kubernetes)).toEqual([]);
      expect((await readRecord(cluster.kubernetes, id)).record.state).toMatchObject({ stage: "cancelled" });
    },
  );

  it("weak point 2: that ended well is undone, and that too", { timeout: 5 * minutes }, async () => {
    await changeApplication("before");
    const { id } = await newRestore();
    expect(await drive(id)).toMatchObject({ kind: "done" });
    expect(await findApplication(cluster.context(), "guestbook")).toMatchObject({
      restoredFrom: { set, operation: id },
    });
    const undo = await createUndo(cluster.context(), await previewUndo(cluster.context(), id, asked));
    await drive(undo.id);
    expect(await greeting()).toBe("before");
    await expect(previewUndo(cluster.context(), id, asked)).rejects.toMatchObject({ code: "not-undoable" });
    const again = await createUndo(cluster.context(), await previewUndo(cluster.context(), undo.id, asked));
    await drive(again.id);
    expect(await greeting()).toBe("hello");
  });

  it(
    "weak points 4 and 9: of which Velero restored only a part is tried again under another name when it is resumed",
    { timeout: 5 * minutes },
    async () => {
      await changeApplication("spoiled");
      const { id } = await newRestore();
      await refuseSettings();
      const failed = await drive(id);
      expect(failed).toMatchObject({ kind: "failed", fault: { code: "restore-failed" } });
      expect(failed.kind === "failed" && failed.fault.details.reason).toContain("settings");
      // All else is back.
      expect(await cluster.kubernetes.get(secrets, { namespace: "guestbook", name: "password" })).toBeDefined();
      expect(await findApplication(cluster.context(), "guestbook")).toMatchObject({ restoredFrom: { operation: id } });
      await allowSettings();
      expect(await drive(id)).toMatchObject({ kind: "done" });
      expect(await greeting()).toBe("hello");
      expect(await restoreNames(id)).toEqual([`${id}-1-guestbook`, `${id}-2-guestbook`]);
    },
  );

  it("weak point 13: takes no Velero Restore of that name for its own", { timeout: 5 * minutes }, async () => {
    const { id } = await newRestore();
    const metadata = { name: `${id}-1-guestbook`, namespace: "velero" };
    const spec = { backupName: `${set}-guestbook`, includedNamespaces: ["elsewhere"] };
    await cluster.kubernetes.create<Restore>(restoreType, {
      apiVersion: veleroApiVersion,
      kind: "Restore",
      metadata,
      spec,
    });
    expect(await drive(id)).toMatchObject({ kind: "failed", fault: { code: "already-exists" } });
    const given = await giveUpOperation(cluster.context(), id);
    expect(given.state).toMatchObject({ stage: "cancelled", left: expect.stringContaining("half done") as unknown });
    expect(await listLocks(cluster.kubernetes)).toEqual([]);
    expect(await drive((await newRestore()).id)).toMatchObject({ kind: "done" });
  });

  it("weak point 14: is refused while another one of the application runs", { timeout: 5 * minutes }, async () => {
    const { id } = await newRestore();
    const seen: string[] = [];
    const kubernetes = watchWrites(cluster.kubernetes, {
      async before(write) {
        if (write !== "create Restore") return;
        const { checks } = await previewRestore(cluster.context(), applicationsRequest(set, ["guestbook"]));
        seen.push(...stoppingChecks(checks, []).map(({ code }) => code));
      },
    });
    expect(await drive(id, kubernetes)).toMatchObject({ kind: "done" });
    expect(seen).toEqual(["locked"]);
  });

  it("weak point 15: is listed with who, when, from what and how it ended, after its record was compacted", async () => {
    const entries = await listRestores(cluster.context());
    const ours = entries.filter((entry) => entry.origin === "operation");
    expect(ours.length).toBeGreaterThanOrEqual(7);
    for (const entry of ours) {
      expect(entry).toMatchObject({ requestedBy: "tester", of: { kind: "application", slug: "guestbook" } });
      expect(entry.set).toBeDefined();
    }
    expect(new Set(ours.map(({ state }) => state.stage))).toEqual(new Set(["done", "failed", "cancelled"]));
  });

  it("takes its safety snapshot without a license for backups, and lets Velero expire it", async () => {
    const found = await cluster.kubernetes.listAll<Backup>(backupType, {
      namespace: "velero",
      labelSelector: "holdfast.dev/scope=safety",
    });
    expect(found.length).toBeGreaterThan(3);
    for (const { spec } of found) expect(spec.ttl).toBe("168h0m0s");
  });
});

const policy = "refuse-settings";

/** Velero cannot create one ConfigMap: its Restore ends as PartiallyFailed. */
async function refuseSettings(): Promise<void> {
  const match = {
    resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
  };
  const objects = [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: policy },
      spec: { matchConstraints: match, validations: [{ expression: "object.metadata.name != 'settings'" }] },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: policy },
      spec: { policyName: policy, validationActions: ["Deny"] },
    },
  ];
  for (const object of objects) await cluster.plane.kubectl(["apply", "-f", "-"], JSON.stringify(object));
  await untilSettings("refused");
}

async function allowSettings(): Promise<void> {
  await cluster.plane.kubectl(["delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", policy]);
  await untilSettings("allowed");
}

async function untilSettings(wanted: "refused" | "allowed"): Promise<void> {
  const trial = ["create", "configmap", "settings", "--namespace", "default", "--dry-run=server"];
  for (let look = 0; look < 300; look += 1) {
    const answer = await cluster.plane.kubectl(trial).then(
      () => "allowed",
      () => "refused",
    );
    if (answer === wanted) return;
    await sleep(100);
  }
  throw new Error(`Creating settings was never ${wanted}`);
}
