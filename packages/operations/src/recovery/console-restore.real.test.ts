import { configMaps, deployments, pods, secrets, services } from "@holdfast/kubernetes";
import type { KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import { restoreType } from "@holdfast/velero";
import type { Restore } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runPods } from "../../test-support/run-pods.ts";
import { createBackup } from "../backups/create-backup.ts";
import { installServer } from "../installation/install-server.ts";
import { passwordSecretName, verifyPassword } from "../installation/password.ts";
import { readManifests } from "../installation/read-manifests.ts";
import { resetConsolePassword } from "../installation/console-password.ts";
import { recordSchema } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { carryOut } from "../running/carry-out.ts";
import { consoleRestoreKind } from "./console-restore-operation.ts";
import type { ConsolePreview } from "./console-restore-input.ts";
import { planConsoleRestore } from "./plan-console-restore.ts";

let cluster: RealCluster;
let set: string;
let partial: string;
let password: string;
const running = new AbortController();

const image = "localhost/holdfast:0.1.0";
/** Somebody else's object in the console's namespace. */
const note = { namespace: "holdfast", name: "administrators-note" };
const server = { namespace: "holdfast", name: "holdfast" };

beforeAll(async () => {
  cluster = await startRealCluster();
  void runPods(cluster.kubernetes, "holdfast", running.signal);
  const context = cluster.context();
  const options = { namespace: "holdfast", image, replicas: 2, version: context.version };
  password = (await installServer(context, await readManifests(), options)).password ?? "";
  await cluster.install({ slug: "guestbook" });
  const tolerations = [{ key: "vendor.example.com/console", operator: "Exists" }];
  const body = { spec: { template: { spec: { tolerations } } } };
  await cluster.kubernetes.patch(deployments, server, { kind: "merge", body }, { fieldManager: "administrator" });
  await cluster.kubernetes.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: note });
  set = await backUp();
  partial = await backUp("guestbook");
});

afterAll(async () => {
  running.abort();
  await cluster?.stop();
});

async function backUp(application?: string): Promise<string> {
  const started = await createBackup(cluster.context(), application === undefined ? {} : { application });
  await carryOut(cluster.context(), started.operation.id, { driver: "cli" });
  return started.set;
}

let runs = 0;

/** As the parent `restore` runs it, without the parent. */
async function restoreConsole(preview: ConsolePreview) {
  const context = cluster.context();
  const id = `restore-test-${(runs += 1)}`;
  await createRecord(context.kubernetes, {
    schema: recordSchema,
    id,
    kind: consoleRestoreKind,
    subject: { kind: "instance" },
    root: id,
    requestedBy: "tester",
    createdAt: new Date(context.clock.now()).toISOString(),
    input: preview.input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  });
  return carryOut(context, id, { driver: "cli" });
}

async function uidsOf(namespace: string): Promise<readonly (string | undefined)[]> {
  const lists = await Promise.all([configMaps, secrets].map((type) => cluster.kubernetes.listAll(type, { namespace })));
  return lists.flat().map(({ metadata }) => metadata.uid);
}

describe("a restore of the console alone", () => {
  it("weak point 2: brings a wrecked console back, with the password and the settings of the backup", async () => {
    const { kubernetes } = cluster;
    const context = cluster.context();
    const applications = await uidsOf("guestbook");
    const before = await kubernetes.get<UnstructuredObject>(deployments, server);
    await resetConsolePassword(context);
    await kubernetes.delete(services, server);
    const wrecked = { spec: { template: { spec: { containers: [{ name: "server", image: "nowhere/broken:1" }] } } } };
    await kubernetes.patch(deployments, server, { kind: "strategic", body: wrecked });

    const preview = await planConsoleRestore(context, set);
    expect(preview).toMatchObject({
      namespace: "holdfast",
      image: { name: image, from: "backup" },
      versions: { now: "0.1.0", backup: "0.1.0", after: "0.1.0" },
      replicas: 2,
      records: [`Secret ${passwordSecretName}`],
      checks: [{ code: "console-records", result: "passed" }],
    });
    expect(preview.deletions.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["Deployment holdfast"]);
    expect(await restoreConsole(preview)).toMatchObject({ record: { state: { stage: "done" } } });

    const after = await kubernetes.get<UnstructuredObject>(deployments, server);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(after).toMatchObject({
      spec: { replicas: 2, template: { spec: { containers: [{ image }], tolerations: [{ operator: "Exists" }] } } },
    });
    expect(await kubernetes.get(services, server)).toBeDefined();
    expect(await verifyPassword(password, await passwordHash())).toBe(true);
    expect(await uidsOf("guestbook")).toEqual(applications);
  });

  it("leaves the fields to their owners, so that the next installation takes nothing of an administrator's", async () => {
    const context = cluster.context();
    const options = { namespace: "holdfast", image, replicas: 1, version: context.version };
    await installServer(context, await readManifests(), options);
    expect(await cluster.kubernetes.get(deployments, server)).toMatchObject({
      spec: { replicas: 1, template: { spec: { tolerations: [{ operator: "Exists" }] } } },
    });
  });

  it("weak point 4: a second restore of the same backup gets a name of its own for its Velero Restore", async () => {
    const first = await restoreConsole(await planConsoleRestore(cluster.context(), set));
    const second = await restoreConsole(await planConsoleRestore(cluster.context(), set));
    for (const ended of [first, second]) expect(ended).toMatchObject({ record: { state: { stage: "done" } } });
    const restores = await cluster.kubernetes.listAll<Restore>(restoreType, { namespace: "velero" });
    const ofTheSet = restores.filter(({ spec }) => spec.backupName === `${set}-console`);
    expect(ofTheSet.length).toBeGreaterThan(2);
    expect(ofTheSet.every(({ status }) => status?.phase === "Completed")).toBe(true);
  });

  it("weak point 9: one object that cannot come back does not keep the console away; a resume brings it back", async () => {
    const { kubernetes } = cluster;
    const context = cluster.context();
    const preview = await planConsoleRestore(context, set);
    await kubernetes.delete(configMaps, note);
    const quota = { metadata: { namespace: "holdfast", name: "no-more" }, spec: { hard: { "count/configmaps": "1" } } };
    await cluster.plane.kubectl(
      ["apply", "-f", "-"],
      JSON.stringify({ apiVersion: "v1", kind: "ResourceQuota", ...quota }),
    );
    const ended = await restoreConsole(preview);
    const fault = { code: "restore-failed", reason: expect.stringContaining(note.name) as string };
    expect(ended).toMatchObject({ record: { state: { stage: "failed", step: "judge", fault } } });
    const made = await kubernetes.get<UnstructuredObject>(deployments, server);
    expect(made).toMatchObject({ status: { readyReplicas: 2 } });
    await cluster.plane.kubectl(["-n", "holdfast", "delete", "resourcequota", "no-more", "--wait"]);
    const resumed = await carryOut(context, ended.kind === "ended" ? ended.record.id : "", { driver: "cli" });
    expect(resumed).toMatchObject({ record: { state: { stage: "done" } } });
    expect(await kubernetes.get(configMaps, note)).toBeDefined();
    expect((await kubernetes.get(deployments, server))?.metadata.uid).toBe(made?.metadata.uid);
  });

  it("runs the image that is given, for a registry of one's own", async () => {
    const own = "registry.local/tools/holdfast:0.1.0";
    const preview = await planConsoleRestore(cluster.context(), set, { consoleImage: own });
    expect(await restoreConsole(preview)).toMatchObject({ record: { state: { stage: "done" } } });
    expect(await cluster.kubernetes.get(deployments, server)).toMatchObject({
      spec: { template: { spec: { containers: [{ image: own }] } } },
    });
  });

  it("deletes nothing when the console was made anew since it was confirmed", async () => {
    const { kubernetes } = cluster;
    const preview = await planConsoleRestore(cluster.context(), set);
    await kubernetes.delete(deployments, server, { propagationPolicy: "Foreground" });
    const options = { namespace: "holdfast", image, replicas: 1, version: "0.1.0" };
    await expect.poll(() => kubernetes.get(deployments, server)).toBeUndefined();
    await installServer(cluster.context(), await readManifests(), options);
    const made = await kubernetes.get(deployments, server);
    const ended = await restoreConsole(preview);
    expect(ended).toMatchObject({ record: { state: { stage: "failed", fault: { code: "plan-changed" } } } });
    expect((await kubernetes.get(deployments, server))?.metadata.uid).toBe(made?.metadata.uid);
  });

  it("is refused from a partial backup, to an older program, and into another namespace", async () => {
    const context = cluster.context();
    const refused = (change: object, name: string) => planConsoleRestore({ ...context, ...change }, name);
    await expect(refused({}, partial)).rejects.toMatchObject({ code: "backup-without-console" });
    await expect(refused({ version: "0.0.9" }, set)).rejects.toMatchObject({ code: "newer-schema" });
    await expect(refused({ consoleNamespace: "vault" }, set)).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("weak point 38: a backup that does not hold the console's server is refused before anything is deleted", async () => {
    const { kubernetes } = cluster;
    await kubernetes.delete(deployments, server, { propagationPolicy: "Foreground" });
    await expect.poll(() => kubernetes.get(deployments, server)).toBeUndefined();
    const empty = await backUp();
    await expect(planConsoleRestore(cluster.context(), empty)).rejects.toMatchObject({ code: "backup-damaged" });
  });

  it("brings the console back when its namespace is gone", async () => {
    await cluster.plane.kubectl(["delete", "namespace", "holdfast", "--wait"]);
    const ended = await restoreConsole(await planConsoleRestore(cluster.context(), set));
    expect(ended).toMatchObject({ record: { state: { stage: "done" } } });
    expect(await verifyPassword(password, await passwordHash())).toBe(true);
    expect((await cluster.kubernetes.listAll(pods, { namespace: "holdfast" })).length).toBeGreaterThan(0);
  });
});

async function passwordHash(): Promise<string> {
  const name = { namespace: "holdfast", name: passwordSecretName };
  const secret = await cluster.kubernetes.get<KubernetesObject & { readonly data?: Record<string, string> }>(
    secrets,
    name,
  );
  return Buffer.from(secret?.data?.["hash"] ?? "", "base64").toString("utf8");
}
