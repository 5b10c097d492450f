import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { showBackupSet } from "../backups/show-set.ts";
import { carryOut } from "../running/carry-out.ts";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "shop" });
});

afterAll(async () => cluster?.stop());

/** As a node that shuts down leaves it behind, with a hook that must not fail and a volume of a claim that is gone. */
async function leaveBehind(name: string, status: { readonly phase: string; readonly reason?: string }): Promise<void> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "shop",
      annotations: {
        "backup.velero.io/backup-volumes": "data,scratch",
        "pre.hook.backup.velero.io/command": '["/bin/false"]',
        "pre.hook.backup.velero.io/on-error": "Fail",
        "post.hook.backup.velero.io/command": '["/bin/false"]',
      },
    },
    spec: {
      // No scheduler takes it: it stays as it is left.
      schedulerName: "nobody",
      containers: [{ name: "web", image: "example.com/web:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }],
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: "gone" } },
        { name: "scratch", emptyDir: {} },
      ],
    },
  };
  await cluster.kubernetes.create<KubernetesObject>(pods, pod);
  // As a kubelet does.
  await cluster.kubernetes.raw({
    method: "PATCH",
    path: `/api/v1/namespaces/shop/pods/${name}/status`,
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ status }),
  });
}

describe("weak point 43: pods that a node left behind", () => {
  it("do not break a backup, and are not touched for it", async () => {
    await leaveBehind("shut-down", { phase: "Failed", reason: "NodeShutdown" });
    await leaveBehind("terminated", { phase: "Failed", reason: "Terminated" });
    await leaveBehind("evicted", { phase: "Failed", reason: "Evicted" });
    await leaveBehind("job-that-ended", { phase: "Succeeded" });
    const before = await cluster.kubernetes.listAll(pods, { namespace: "shop" });
    const context = cluster.context();
    const started = await createBackup(context, { application: "shop" });
    expect(started.coverage[0]?.findings.map(({ code }) => code)).toEqual([
      "pod-not-running",
      "pod-not-running",
      "pod-not-running",
      "pod-not-running",
    ]);
    await carryOut(context, started.operation.id);
    expect(await findBackupSet(context, started.set)).toMatchObject({ state: "complete", errors: 0 });
    expect(await cluster.kubernetes.listAll(pods, { namespace: "shop" })).toEqual(before);
  });

  it("are named in what the backup holds, with their volumes that it does not", async () => {
    const context = cluster.context();
    const started = await createBackup(context, { application: "shop" });
    await carryOut(context, started.operation.id);
    const detail = await showBackupSet(context, started.set);
    expect(detail.members[0]?.coverage?.findings.map(({ subject }) => subject)).toContain("shop/shut-down");
    expect(detail.members[0]?.held).toEqual({ kind: "known", value: [] });
  });
});
