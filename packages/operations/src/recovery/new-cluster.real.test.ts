import { startObjectStore, waitFor } from "@holdfast/harness";
import type { ObjectStore } from "@holdfast/harness";
import {
  configMaps,
  createKubernetesClient,
  customResourceDefinitions,
  deployments,
  secrets,
} from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runPods } from "../../test-support/run-pods.ts";
import { findApplication } from "../applications/find-application.ts";
import { createBackup } from "../backups/create-backup.ts";
import { installServer } from "../installation/install-server.ts";
import { findInstanceId } from "../installation/instance.ts";
import { passwordSecretName, verifyPassword } from "../installation/password.ts";
import { readManifests } from "../installation/read-manifests.ts";
import { createRestore } from "../restores/create-restore.ts";
import { previewRestore } from "../restores/preview-restore.ts";
import { carryOut } from "../running/carry-out.ts";
import { installVelero } from "../velero/install/install-velero.ts";
import { readRepositoryPassword } from "../velero/install/repository-password.ts";
import { examineRecoveryPoint } from "./examine-recovery-point.ts";
import { bestPoint, listRecoveryPoints } from "./list-recovery-points.ts";
import {
  checkRecoveryKit,
  confirmRecoveryKit,
  exportRecoveryKit,
  readRecoveryKit,
  recoveryKitReminder,
} from "./recovery-kit.ts";

let store: ObjectStore;
let lost: RealCluster;
let fresh: RealCluster;
let full: string;
let partial: string;
let lostInstance: string;
let password: string;
let kitFile: string;
const running = new AbortController();

const passphrase = "kept apart from the file";
const image = "localhost/holdfast:0.1.0";
const server = { namespace: "holdfast", name: "holdfast" };

beforeAll(async () => {
  store = await startObjectStore();
  lost = await startRealCluster({ store });
  void runPods(lost.kubernetes, "holdfast", running.signal);
  await lost.install({ slug: "guestbook" });
});

afterAll(async () => {
  running.abort();
  await fresh?.stop();
  await lost?.stop();
  await store?.stop();
});

async function backUp(application?: string): Promise<string> {
  const started = await createBackup(lost.context(), application === undefined ? {} : { application });
  await carryOut(lost.context(), started.operation.id, { driver: "cli" });
  return started.set;
}

describe("before the disaster", () => {
  it("weak point 65: a backup needs no console that runs", async () => {
    expect(await lost.kubernetes.get(deployments, server)).toBeUndefined();
    partial = await backUp("guestbook");
    expect(await listRecoveryPoints(lost.context())).toMatchObject([
      { name: partial, scope: "partial", state: "complete", own: true, restorable: "all" },
    ]);
  });

  it("a recovery kit is asked for until there is one for the present repository password", async () => {
    const context = lost.context();
    expect(await recoveryKitReminder(context)).toContain("holdfast recovery kit export");
    const { kit, file } = await exportRecoveryKit(context, { passphrase, withCredentials: true });
    expect(await recoveryKitReminder(context)).toBeDefined();
    await confirmRecoveryKit(context, kit);
    expect(await recoveryKitReminder(context)).toBeUndefined();
    kitFile = file;
    expect(kit).toMatchObject({
      versions: { holdfast: "0.1.0", velero: "v1.18.3", uploader: "kopia" },
      destinations: [{ name: "default", bucket: "velero", config: { s3Url: store.endpoint } }],
      vendorKeys: { guestbook: expect.any(String) },
    });
  });

  it("the kit opens, fits this cluster, and says what changed since", async () => {
    const kit = await readRecoveryKit(kitFile, passphrase);
    expect(await checkRecoveryKit(lost.context(), kit)).toEqual({ password: "same", changes: [] });
    await lost.install({ slug: "notes" });
    expect(await checkRecoveryKit(lost.context(), kit)).toMatchObject({ changes: ["application notes is new"] });
  });

  it("a full backup holds the console and every application", async () => {
    const context = lost.context();
    const options = { namespace: "holdfast", image, replicas: 1, version: context.version };
    password = (await installServer(context, await readManifests(), options)).password ?? "";
    full = await backUp();
    lostInstance = (await findInstanceId(lost.kubernetes)) ?? "";
    expect(bestPoint(await listRecoveryPoints(context))).toMatchObject({ name: full, console: { version: "0.1.0" } });
  });
});

/** Velero imports one Velero Backup after another. */
async function importedAll(): Promise<boolean> {
  const points = await listRecoveryPoints(fresh.context());
  return points.length === 2 && points.every(({ restorable }) => restorable === "all");
}

describe("in a new, empty cluster whose destination is ReadOnly", () => {
  beforeAll(async () => {
    await lost.velero.kill();
    fresh = await startRealCluster({ store, empty: true });
    void runPods(fresh.kubernetes, "holdfast", running.signal);
    const name = { namespace: "velero", name: "default" };
    const body = { spec: { accessMode: "ReadOnly" } };
    await fresh.kubernetes.patch(backupStorageLocationType, name, { kind: "merge", body });
    await waitFor(async () => (await importedAll()) || undefined, { what: "Velero to import both backups" });
  });

  it("what can be recovered is listed, of whichever installation, without a console or any definition", async () => {
    const context = fresh.context();
    const definitions = await fresh.kubernetes.listAll(customResourceDefinitions);
    expect(definitions.some(({ metadata }) => metadata.name.endsWith("holdfast.dev"))).toBe(false);
    const points = await listRecoveryPoints(context);
    expect(points).toMatchObject([
      {
        name: full,
        scope: "full",
        instance: lostInstance,
        own: false,
        restorable: "all",
        applications: [{ slug: "guestbook", versionLabel: "1.0.1" }, { slug: "notes" }],
        console: { version: "0.1.0", restorable: true },
      },
      { name: partial, scope: "partial", own: false },
    ]);
    expect(bestPoint(points)?.name).toBe(full);
  });

  it("the volumes are said to need the lost cluster's password, until it is here with the kit", async () => {
    const context = fresh.context();
    expect((await examineRecoveryPoint(context, full)).map(({ code }) => code)).toContain("repository-password");
    const kit = await readRecoveryKit(kitFile, passphrase);
    expect(await checkRecoveryKit(context, kit)).toMatchObject({ password: "same" });
    await confirmRecoveryKit(context, kit);
    expect((await examineRecoveryPoint(context, full)).map(({ code }) => code)).not.toContain("repository-password");
  });

  it("a password that is in place is not exchanged for another kit's, and nothing is changed", async () => {
    const context = fresh.context();
    const wish = { namespace: "velero", image: "velero/velero:v1.18.3", pluginImages: [], manage: false };
    const read = () => readRepositoryPassword(fresh.kubernetes, "velero");
    const before = await read();
    await expect(installVelero(context, { ...wish, repositoryPassword: "another" })).rejects.toMatchObject({
      code: "already-exists",
    });
    expect(await read()).toBe(before);
    const { repositoryPassword } = await readRecoveryKit(kitFile, passphrase);
    expect(await installVelero(context, { ...wish, repositoryPassword })).toMatchObject({ kind: "theirs" });
  });

  it("weak point 61: who may not read the backups is told so, not that there are none", async () => {
    const kubeconfig = await fresh.plane.kubeconfigFor({ name: "nobody" });
    const kubernetes = await createKubernetesClient({ kubeconfig, userAgent: "holdfast/test" });
    await expect(listRecoveryPoints(fresh.context({ kubernetes }))).rejects.toMatchObject({ code: "missing-rights" });
    await kubernetes.close();
  });

  it("everything comes back by one full restore: definitions, applications, licenses, console, password", async () => {
    const context = fresh.context();
    const request = {
      set: full,
      scope: { kind: "full" },
      safety: true,
      allowPartiallyFailed: false,
      accepted: ["os-family", "architecture", "install-method"],
    } as const;
    const operation = await createRestore(context, request, await previewRestore(context, request));
    expect(await carryOut(context, operation.id, { driver: "cli" })).toMatchObject({
      kind: "ended",
      record: { state: { stage: "done" } },
    });
    const settings = { namespace: "guestbook", name: "settings" };
    expect(await fresh.kubernetes.get(configMaps, settings)).toMatchObject({ data: { greeting: "hello" } });
    expect(await findApplication(context, "notes")).toMatchObject({ sequence: 1, versionLabel: "1.0.1" });
    const license = { namespace: "guestbook", name: "holdfast-guestbook-license" };
    expect(await fresh.kubernetes.get(secrets, license)).toBeDefined();
    expect(await fresh.kubernetes.get(deployments, server)).toMatchObject({ status: { readyReplicas: 1 } });
    expect(await verifyPassword(password, await passwordHash())).toBe(true);
  });

  it("the restored installation is another instance, and no lock is left", async () => {
    expect(await findInstanceId(fresh.kubernetes)).not.toBe(lostInstance);
    const locks = await fresh.kubernetes.listAll(configMaps, {
      namespace: "holdfast-operations",
      labelSelector: "holdfast.dev/record=lock",
    });
    expect(locks).toEqual([]);
  });
});

async function passwordHash(): Promise<string> {
  const name = { namespace: "holdfast", name: passwordSecretName };
  const secret = await fresh.kubernetes.get<KubernetesObject & { readonly data?: Record<string, string> }>(
    secrets,
    name,
  );
  return Buffer.from(secret?.data?.["hash"] ?? "", "base64").toString("utf8");
}
