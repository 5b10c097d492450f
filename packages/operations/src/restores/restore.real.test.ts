import { configMaps, secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import { findApplication } from "../applications/find-application.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { carryOut } from "../running/carry-out.ts";
import { createRestore } from "./create-restore.ts";
import { listRestores, showRestore } from "./restore-history.ts";
import { previewRestore } from "./preview-restore.ts";
import { applicationsRequest } from "./restore-request.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

let cluster: RealCluster;
let set: string;

const settings = { namespace: "guestbook", name: "settings" };
const request = () => applicationsRequest(set, ["guestbook"]);

/** A workload that no node runs: its pods stay Pending, so the restore is not awaited Ready with it. */
const extra: ConfigMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "by-an-operator", namespace: "guestbook" },
  data: { made: "at run time, without any label" },
};

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.install({ slug: "notes" });
  await cluster.kubernetes.create(configMaps, extra);
  const context = cluster.context();
  const started = await createBackup(context);
  await carryOut(context, started.operation.id);
  set = started.set;
});

afterAll(async () => cluster?.stop());

describe("a restore of one application", () => {
  it("brings back what was changed and deleted, takes away what came later, and leaves others alone", async () => {
    const context = cluster.context();
    const { kubernetes } = cluster;
    const before = await kubernetes.get<ConfigMap>(configMaps, settings);
    await kubernetes.patch(configMaps, settings, { kind: "merge", body: { data: { greeting: "spoiled" } } });
    await kubernetes.delete(secrets, { namespace: "guestbook", name: "password" });
    await kubernetes.delete(configMaps, { namespace: "guestbook", name: "by-an-operator" });
    await kubernetes.create(configMaps, { ...extra, metadata: { name: "later", namespace: "guestbook" } });
    const other = await kubernetes.get<ConfigMap>(configMaps, { namespace: "notes", name: "settings" });

    const preview = await previewRestore(context, request());
    const operation = await createRestore(context, request(), preview);
    expect(await carryOut(context, operation.id)).toMatchObject({
      kind: "ended",
      record: { state: { stage: "done" } },
    });

    expect((await kubernetes.get<ConfigMap>(configMaps, settings))?.data).toEqual(before?.data);
    expect(await kubernetes.get(secrets, { namespace: "guestbook", name: "password" })).toBeDefined();
    expect(
      (await kubernetes.get<ConfigMap>(configMaps, { namespace: "guestbook", name: "by-an-operator" }))?.data,
    ).toEqual(extra.data);
    expect(await kubernetes.get(configMaps, { namespace: "guestbook", name: "later" })).toBeUndefined();
    const after = await kubernetes.get<ConfigMap>(configMaps, { namespace: "notes", name: "settings" });
    expect(after?.metadata.uid).toBe(other?.metadata.uid);
    expect(await findApplication(context, "guestbook")).toMatchObject({ sequence: 1, namespaces: ["guestbook"] });
    expect(await listLocks(kubernetes)).toEqual([]);
  });

  it("is listed and shown", async () => {
    const context = cluster.context();
    const [latest] = await listRestores(context);
    expect(latest).toMatchObject({
      set,
      of: { kind: "application", slug: "guestbook" },
      requestedBy: "tester",
      state: { stage: "done" },
      undo: { kind: "can", applications: ["guestbook"] },
    });
    const shown = await showRestore(context, latest?.name ?? "");
    expect(shown.stages.every(({ state }) => state === "done")).toBe(true);
    expect(shown.parts.map(({ kind }) => kind)).toEqual(["backup", "restore-application"]);
    expect(shown.velero).toMatchObject([
      { restore: { phase: "Completed" }, errors: { kind: "known", value: [] }, hooks: { kind: "known", value: [] } },
    ]);
  });

  it("deletes nothing when the application changed since it was confirmed", async () => {
    const context = cluster.context();
    const { kubernetes } = cluster;
    const preview = await previewRestore(context, request());
    const operation = await createRestore(context, request(), preview);
    const name = { name: "in-between", namespace: "guestbook" };
    await kubernetes.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: name });
    const before = await kubernetes.get(configMaps, settings);
    const ended = await carryOut(context, operation.id);
    expect(ended).toMatchObject({ record: { state: { stage: "failed", fault: { code: "plan-changed" } } } });
    expect((await kubernetes.get(configMaps, settings))?.metadata.uid).toBe(before?.metadata.uid);
    await kubernetes.delete(configMaps, name);
  });

  it("works when the application and its namespace are gone", async () => {
    const context = cluster.context();
    const { plane, kubernetes } = cluster;
    await plane.kubectl(["delete", "namespace", "guestbook", "--wait"]);
    const operation = await createRestore(context, request(), await previewRestore(context, request()));
    expect(await carryOut(context, operation.id)).toMatchObject({ record: { state: { stage: "done" } } });
    expect((await kubernetes.get<ConfigMap>(configMaps, settings))?.data).toMatchObject({ greeting: "hello" });
    expect(await findApplication(context, "guestbook")).toMatchObject({ versionLabel: "1.0.1" });
  });

  it("is refused from a backup that is not there, or holds another application", async () => {
    const context = cluster.context();
    await expect(previewRestore(context, applicationsRequest("nothing", ["guestbook"]))).rejects.toMatchObject({
      code: "backup-not-found",
    });
    await expect(previewRestore(context, applicationsRequest(set, ["silent"]))).rejects.toMatchObject({
      code: "backup-of-another-application",
    });
    await cluster.velero.cli(["backup", "create", "by-hand", "--include-namespaces", "notes", "--wait"]);
    await expect(previewRestore(context, applicationsRequest("by-hand", ["notes"]))).rejects.toMatchObject({
      code: "backup-of-another-application",
    });
  });
});
