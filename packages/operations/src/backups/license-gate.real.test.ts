import { configMaps, createKubernetesClient } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { refusal } from "../../test-support/refusal.ts";
import { showApplication } from "../applications/show-application.ts";
import { updateLicense } from "../applications/update-license.ts";
import { generateVendorKeys } from "../applications/signatures.ts";
import type { Context } from "../context.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { applicationsRequest } from "../restores/restore-request.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { createBackup } from "./create-backup.ts";
import { deleteBackupSet } from "./delete-set.ts";
import { listBackupSets } from "./list-sets.ts";

const slug = "shop";
const keys = generateVendorKeys();
const settings = { namespace: slug, name: "settings" };

let cluster: RealCluster;
let issue = 1;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug, keys });
});

afterAll(async () => cluster?.stop());

async function license(wish: { readonly isSnapshotSupported?: boolean; readonly expires?: string }): Promise<void> {
  issue += 1;
  const next = plainRelease({ slug, keys, license: { issue, ...wish } }).license;
  await updateLicense(cluster.context(), { slug, license: next });
}

async function wholeBackup(context = cluster.context()): Promise<string> {
  const { set, operation } = await createBackup(context, { application: slug });
  expect(await driveOperation(cluster.context(), operation.id, { role: "cli" })).toMatchObject({ kind: "done" });
  return set;
}

async function restore(context: Context, set: string): Promise<void> {
  const request = applicationsRequest(set, [slug]);
  const { id } = await createRestore(context, request, await previewRestore(context, request));
  expect(await driveOperation(cluster.context(), id, { role: "cli" })).toMatchObject({ kind: "done" });
}

describe.each([
  ["lost", { isSnapshotSupported: false }],
  ["expired", { expires: "2026-01-01T00:00:00Z" }],
])("weak point 67: an entitlement that is %s", (_how, wish) => {
  it("refuses new backups, and neither a restore with its safety snapshot nor listing nor deletion", async () => {
    const set = await wholeBackup();
    await license(wish);
    const partial = await refusal(createBackup(cluster.context(), { application: slug }));
    expect(partial).toMatchObject({ code: "not-entitled", class: "forbidden" });
    expect(partial.details.reason).toMatch(/^Not entitled since 20/u);
    const full = await refusal(createBackup(cluster.context()));
    expect(full).toMatchObject({
      code: "not-entitled",
      message: "No application may be in a full backup, so none is made.",
    });
    expect(full.details.reason).toBe(`${slug}: ${partial.details.reason ?? ""}`);

    await cluster.kubernetes.patch(configMaps, settings, { kind: "merge", body: { data: { greeting: "spoiled" } } });
    await restore(cluster.context(), set);
    expect(await cluster.kubernetes.get(configMaps, settings)).toMatchObject({ data: { greeting: "hello" } });
    const sets = await listBackupSets(cluster.context());
    expect(sets.some(({ scope, state }) => scope === "safety" && state === "complete")).toBe(true);
    const allowed = (await showApplication(cluster.context(), slug)).allows.filter(({ kind }) => kind === "allowed");
    expect(allowed.map(({ work }) => work)).toEqual([
      "safety-snapshot",
      "restore",
      "undo",
      "deletion",
      "listing",
      "reading-a-destination",
    ]);
    const { id } = await deleteBackupSet(cluster.context(), set);
    expect(await driveOperation(cluster.context(), id, { role: "cli" })).toMatchObject({ kind: "done" });
    await license({ isSnapshotSupported: true });
  });
});

describe("weak point 36: a backup that was asked for before the entitlement was lost", () => {
  it("is refused when its turn comes, as one of a schedule is, and makes no Velero Backup", async () => {
    const { set, operation } = await createBackup(cluster.context(), { application: slug });
    await license({ isSnapshotSupported: false });
    const outcome = await driveOperation(cluster.context(), operation.id, { role: "controller" });
    expect(outcome).toMatchObject({ kind: "failed", fault: { code: "not-entitled" } });
    const made = { namespace: "velero", labelSelector: `holdfast.dev/set=${set}` };
    expect(await cluster.kubernetes.listAll(backupType, made)).toEqual([]);
    await license({ isSnapshotSupported: true });
  });
});

describe("weak point 69: who may back up and not restore", () => {
  it("is refused the restore before anything is written, whoever would drive it, and makes backups", async () => {
    const { plane } = cluster;
    const create = (role: string, verbs: string, resources: string, ...where: readonly string[]) =>
      plane.kubectl([...where, "create", "clusterrole", role, `--verb=${verbs}`, `--resource=${resources}`]);
    const bind = (role: string, ...where: readonly string[]) => {
      const kind = where.length === 0 ? "clusterrolebinding" : "rolebinding";
      return plane.kubectl([...where, "create", kind, role, `--clusterrole=${role}`, "--user=backup-operator"]);
    };
    const read = ["applications.holdfast.dev", "backups.velero.io", "restores.velero.io", "downloadrequests.velero.io"];
    const core =
      "secrets,configmaps,namespaces,pods,nodes,persistentvolumeclaims,customresourcedefinitions.apiextensions.k8s.io";
    await create("backup-reader", "get,list,watch", `${[...read].join(",")},${core},deployments.apps,daemonsets.apps`);
    await create("backup-orders", "*", "configmaps");
    await create(
      "backup-maker",
      "get,list,watch,create,delete",
      "backups.velero.io,serverstatusrequests.velero.io,downloadrequests.velero.io,backupstoragelocations.velero.io,podvolumebackups.velero.io,backuprepositories.velero.io",
    );
    await bind("backup-reader");
    await bind("backup-orders", "-n", "holdfast-operations");
    await bind("backup-maker", "-n", "velero");
    const kubeconfig = await plane.kubeconfigFor({ name: "backup-operator" });
    const kubernetes = await createKubernetesClient({ kubeconfig, userAgent: "holdfast/test" });
    try {
      const operator = cluster.context({ kubernetes });
      const set = await wholeBackup(operator);
      // What was shown to somebody else is no way around it.
      const request = applicationsRequest(set, [slug]);
      const preview = await previewRestore(cluster.context(), request);
      const fault = await refusal(createRestore(operator, request, preview));
      expect(fault).toMatchObject({ code: "missing-rights" });
      expect(fault.details.reason).toContain("create restores.velero.io in namespace velero");
      expect(fault.details.reason).toContain("delete persistentvolumeclaims in namespace shop");
    } finally {
      await kubernetes.close();
    }
  });
});
