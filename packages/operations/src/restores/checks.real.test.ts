import { operationsNamespace, stoppingChecks } from "@holdfast/domain";
import { configMaps, persistentVolumeClaims, storageClasses } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import { releaseLock, takeLock } from "../locks/hold-lock.ts";
import { carryOut } from "../running/carry-out.ts";
import { createRestore } from "./create-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import { applicationsRequest } from "./restore-request.ts";

let cluster: RealCluster;
let full: string;
let partial: string;

const settings = { namespace: "guestbook", name: "settings" };

async function stopping(set: string, slugs: readonly string[] = ["guestbook"]) {
  const { checks } = await previewRestore(cluster.context(), applicationsRequest(set, slugs));
  return stoppingChecks(checks, []);
}

async function backUp(application?: string): Promise<string> {
  const context = cluster.context();
  const started = await createBackup(context, application === undefined ? {} : { application });
  await carryOut(context, started.operation.id);
  return started.set;
}

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.install({ slug: "notes" });
  full = await backUp();
  partial = await backUp("guestbook");
});

afterAll(async () => cluster?.stop());

describe("the checks before a restore", () => {
  it("weak point 16: plans any applications of a backup together, under one hash", async () => {
    const both = await previewRestore(cluster.context(), applicationsRequest(full, ["guestbook", "notes"]));
    const one = await previewRestore(cluster.context(), applicationsRequest(full, ["notes"]));
    expect(both.applications.map(({ slug }) => slug)).toEqual(["guestbook", "notes"]);
    expect(stoppingChecks(both.checks, [])).toEqual([]);
    expect(both.hash).not.toBe(one.hash);
  });

  it("weak point 5: refuse an application that is not in the backup, before anything is touched", async () => {
    await expect(stopping(partial, ["guestbook", "notes"])).rejects.toMatchObject({
      code: "backup-of-another-application",
    });
    expect(await cluster.kubernetes.get(configMaps, { namespace: "notes", name: "settings" })).toBeDefined();
  });

  it("weak point 14: refuse a restore while other work holds the application", async () => {
    const { kubernetes } = cluster;
    const subject = { kind: "application", slug: "guestbook" } as const;
    const other = await createBackup(cluster.context(), { application: "guestbook" });
    const holder = {
      root: other.operation.id,
      work: "another backup",
      requestedBy: "somebody",
      keptBy: "record",
      takenAt: other.operation.createdAt,
    } as const;
    await takeLock(cluster.context(), subject, holder);
    expect(await stopping(full)).toMatchObject([{ code: "locked", result: "refused" }]);
    await releaseLock(kubernetes, subject, holder.root);
    await carryOut(cluster.context(), other.operation.id);
    expect(await stopping(full)).toEqual([]);
  });

  it("refuse what Kubernetes cannot get rid of, and print the command that helps", async () => {
    const { kubernetes } = cluster;
    const name = { namespace: "guestbook", name: "stuck" };
    const finalizers = ["example.com/cleanup"];
    const object: KubernetesObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { ...name, finalizers } };
    await kubernetes.create(configMaps, object);
    const warned = await previewRestore(cluster.context(), applicationsRequest(full, ["guestbook"]));
    expect(warned.checks.find(({ code }) => code === "finalizer-unknown")).toMatchObject({ result: "warning" });
    await kubernetes.delete(configMaps, name);
    const stuck = await stopping(full);
    expect(stuck).toMatchObject([{ code: "object-stuck", result: "refused" }]);
    const command = "kubectl -n guestbook patch configmap stuck --type=merge";
    expect(stuck[0]?.remedy).toContain(command);
    await kubernetes.patch(configMaps, name, { kind: "merge", body: { metadata: { finalizers: null } } });
  });

  it("refuse a partial backup that another installation made, and name the full one; take a full one", async () => {
    const { kubernetes } = cluster;
    const name = { namespace: operationsNamespace, name: "holdfast-instance" };
    const instance = await kubernetes.get<KubernetesObject>(configMaps, name);
    if (instance === undefined) throw new Error("there is no instance");
    await kubernetes.delete(configMaps, name);
    expect(await stopping(partial)).toMatchObject([{ code: "backup-of-another-installation", result: "refused" }]);
    expect((await stopping(partial))[0]?.remedy).toContain(full);
    expect(await stopping(full)).toEqual([]);
    const { uid: _uid, resourceVersion: _version, ...metadata } = instance.metadata;
    await kubernetes.create(configMaps, { ...instance, metadata });
    expect(await stopping(partial)).toEqual([]);
  });

  it("weak point 24: take a set whose annotations nobody can read for what its names say, beside the others", async () => {
    const name = { namespace: "velero", name: `${full}-guestbook` };
    const body = { metadata: { annotations: { "holdfast.dev/sequences": "{not json" } } };
    await cluster.kubernetes.patch(backupType, name, { kind: "merge", body });
    expect(await stopping(partial)).toEqual([]);
    const damaged = await previewRestore(cluster.context(), applicationsRequest(full, ["guestbook"]));
    expect(damaged.applications).toHaveLength(1);
  });

  it("says what the records become: version, config and license, now and then", async () => {
    const { applications } = await previewRestore(cluster.context(), applicationsRequest(full, ["guestbook"]));
    const version = { sequence: 1, versionLabel: "1.0.1" };
    expect(applications[0]?.installed).toMatchObject({
      version: { now: version, backup: version },
      config: [],
      license: { now: { issue: 1 }, backup: { issue: 1 }, afterwards: "now" },
    });
    expect(await cluster.kubernetes.get(configMaps, settings)).toBeDefined();
  });

  describe("of storage and quotas", () => {
    const gibibyte = 2 ** 30;
    const capacity = { group: "storage.k8s.io", version: "v1", kind: "CSIStorageCapacity", namespaced: true } as const;
    const capacities: ResourceType = { ...capacity, plural: "csistoragecapacities" };
    const quotas: ResourceType = {
      group: "",
      version: "v1",
      kind: "ResourceQuota",
      plural: "resourcequotas",
      namespaced: true,
    };
    const claim = { namespace: "stored", name: "data" };
    let stored: string;

    async function found(code: string) {
      const { checks } = await previewRestore(cluster.context(), applicationsRequest(stored, ["stored"]));
      return checks.find((check) => check.code === code);
    }

    async function limit(hard: Readonly<Record<string, string>>): Promise<void> {
      const name = { namespace: "stored", name: "limit" };
      const object = { apiVersion: "v1", kind: "ResourceQuota", metadata: name, spec: { hard } };
      await cluster.kubernetes.delete(quotas, name).catch(() => undefined);
      await cluster.kubernetes.create<KubernetesObject>(quotas, object);
    }

    async function publish(free: string): Promise<void> {
      const name = { namespace: "default", name: "slow-here" };
      const object = { apiVersion: "storage.k8s.io/v1", kind: "CSIStorageCapacity", metadata: name };
      await cluster.kubernetes.delete(capacities, name).catch(() => undefined);
      const published = { ...object, storageClassName: "slow", nodeTopology: {}, capacity: free };
      await cluster.kubernetes.create<KubernetesObject>(capacities, published);
    }

    beforeAll(async () => {
      const slow = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "slow" } };
      const object = { ...slow, provisioner: "example.com/nobody", volumeBindingMode: "WaitForFirstConsumer" };
      await cluster.kubernetes.create<KubernetesObject>(storageClasses, object);
      const spec = `{ storageClassName: slow, accessModes: [ReadWriteOnce], resources: { requests: { storage: 5Gi } } }`;
      const manifest = `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\nspec: ${spec}\n`;
      await cluster.install({ slug: "stored", files: { "claim.yaml": manifest } });
      stored = await backUp("stored");
      await cluster.kubernetes.delete(persistentVolumeClaims, claim);
    });

    it("say unknown where the storage driver tells nothing, and ask where it has too little", async () => {
      expect(await found("storage-full")).toMatchObject({ result: "unknown" });
      await publish("1Gi");
      expect(await found("storage-full")).toMatchObject({
        result: "needs-acceptance",
        message: expect.stringContaining(`slow has ${gibibyte} bytes free, ${5 * gibibyte} are asked for`) as unknown,
      });
      await publish("10Gi");
      expect(await found("storage-full")).toMatchObject({ result: "passed" });
    });

    it.each([
      ["requests.storage", "4Gi"],
      ["slow.storageclass.storage.k8s.io/requests.storage", "1Gi"],
      ["persistentvolumeclaims", "0"],
    ])("refuse what a quota of %s does not allow, until it is accepted", async (what, hard) => {
      await limit({ [what]: hard });
      expect(await found("quota-exceeded")).toMatchObject({
        result: "needs-acceptance",
        message: expect.stringContaining(`of ${what}`) as unknown,
      });
      const request = applicationsRequest(stored, ["stored"]);
      const preview = await previewRestore(cluster.context(), request);
      await expect(createRestore(cluster.context(), request, preview)).rejects.toMatchObject({
        code: "checks-refused",
      });
      const accepted = { ...request, accepted: ["quota-exceeded"] };
      expect(stoppingChecks((await previewRestore(cluster.context(), accepted)).checks, accepted.accepted)).toEqual([]);
    });

    it("pass what fits", async () => {
      await limit({ "requests.storage": "10Gi" });
      expect(await found("quota-exceeded")).toMatchObject({ result: "passed" });
    });
  });
});
