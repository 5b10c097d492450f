import { stoppingChecks } from "@holdfast/domain";
import { configMaps, pods, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock, startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runPods } from "../../test-support/run-pods.ts";
import type { Pod } from "../velero/workloads.ts";
import { createBackup } from "../backups/create-backup.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { createRestore } from "./create-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import { applicationsRequest } from "./restore-request.ts";
import type { RestoreRequest } from "./restore-request.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

const settings = { namespace: "wounded", name: "settings" };
const stopPods = new AbortController();
let cluster: RealCluster;
let set: string;

/** No kubelet runs the vendor's hook: Velero backs up everything but the pod, and calls that PartiallyFailed. */
const podWithHook = `apiVersion: v1
kind: Pod
metadata:
  name: database
  annotations: { pre.hook.backup.velero.io/command: '["/bin/dump"]', pre.hook.backup.velero.io/on-error: Fail }
spec: { containers: [{ name: database, image: localhost/database:1 }] }
`;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "wounded", files: { "pod.yaml": podWithHook } });
  void runPods(cluster.kubernetes, "wounded", stopPods.signal);
  const pod = { namespace: "wounded", name: "database" };
  const { kubernetes } = cluster;
  const waiting = { clock: realClock, deadlineSeconds: 60, signal: stopPods.signal };
  await waitFor<Pod>(kubernetes, { type: pods, name: pod }, isRunning, waiting);
  const started = await createBackup(cluster.context(), { application: "wounded" });
  await driveOperation(cluster.context(), started.operation.id, { role: "cli" });
  set = started.set;
});

afterAll(async () => {
  stopPods.abort();
  await cluster?.stop();
});

function isRunning(found: Pod | undefined): boolean {
  return found?.status?.phase === "Running";
}

const request: () => RestoreRequest = () => ({ ...applicationsRequest(set, ["wounded"]), safety: false });

describe("a backup of which one part failed", () => {
  it("is refused with what it lacks, unless a person takes what it holds", async () => {
    expect(await findBackupSet(cluster.context(), set)).toMatchObject({ state: "partial" });
    const preview = await previewRestore(cluster.context(), request());
    const [check, ...more] = stoppingChecks(preview.checks, []);
    expect(check).toMatchObject({ result: "refused", message: expect.stringContaining("database") as unknown });
    expect(check?.remedy).toContain("--allow-partially-failed");
    expect(more).toEqual([]);
    await expect(createRestore(cluster.context(), request(), preview)).rejects.toMatchObject({
      code: "checks-refused",
    });
  });

  it("is restored when it is allowed, and the plan asks for nothing else", { timeout: 180_000 }, async () => {
    const body = { data: { greeting: "spoiled" } };
    await cluster.kubernetes.patch(configMaps, settings, { kind: "merge", body });
    const allowed = { ...request(), allowPartiallyFailed: true };
    const preview = await previewRestore(cluster.context(), allowed);
    expect(stoppingChecks(preview.checks, [])).toEqual([]);
    const { id } = await createRestore(cluster.context(), allowed, preview);
    expect(await driveOperation(cluster.context(), id, { role: "cli" })).toMatchObject({ kind: "done" });
    const found = await cluster.kubernetes.get<ConfigMap>(configMaps, settings);
    expect(found?.data).toMatchObject({ greeting: "hello" });
  });
});
