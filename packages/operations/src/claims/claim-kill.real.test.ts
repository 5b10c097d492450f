import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { deployments, persistentVolumeClaims, pods, storageClasses } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { podVolumeRestoreType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driveAndDie } from "../../test-support/drive-and-die.ts";
import { addNode } from "../../test-support/played-node.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { runNodeAgent } from "../../test-support/run-node-agent.ts";
import { runPods } from "../../test-support/run-pods.ts";
import { createBackup } from "../backups/create-backup.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { findVelero } from "../velero/find-velero.ts";
import { createClaimRestore, previewClaimRestore } from "./create-claim-restore.ts";

/** Every write when the long tests are asked for, else a few. */
const stride = process.env["HOLDFAST_TEST_ALL"] === undefined ? 7 : 1;
const minutes = 60_000;
const claim = { namespace: "shop", name: "data" };
const web = { namespace: "shop", name: "web" };
const bytes = 4096;
const stopPlaying = new AbortController();

let cluster: RealCluster;
let set: string;

const manifests = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { storageClassName: slow, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: localhost/web:1, volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`;

beforeAll(async () => {
  cluster = await startRealCluster();
  const { kubernetes } = cluster;
  await addNode(kubernetes, "node-1");
  for (const namespace of ["velero", "shop"]) void runPods(kubernetes, namespace, stopPlaying.signal);
  void runNodeAgent(kubernetes, "velero", stopPlaying.signal);
  const slow = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "slow" } };
  await kubernetes.create<KubernetesObject>(storageClasses, {
    ...slow,
    provisioner: "example.com/nobody",
    volumeBindingMode: "WaitForFirstConsumer",
  } as KubernetesObject);
  await cluster.install({ slug: "shop", files: { "web.yaml": manifests } });
  const started = await createBackup(cluster.context(), { application: "shop" });
  await driveOperation(cluster.context(), started.operation.id, { role: "cli" });
  set = started.set;
  await sayThatVolumeIsHeld(`${set}-shop`);
});

afterAll(async () => {
  stopPlaying.abort();
  await cluster?.stop();
});

/** No node agent copied the volume; the backup says that one did. */
async function sayThatVolumeIsHeld(backup: string): Promise<void> {
  const pvbInfo = { podName: "web-1", podNamespace: "shop", volumeName: "data", uploaderType: "kopia" };
  const held = { ...pvbInfo, snapshotHandle: "k1", size: bytes, phase: "Completed" };
  const volume = { pvcName: "data", pvcNamespace: "shop", backupMethod: "PodVolumeBackup", result: "succeeded" };
  const { s3, bucket } = cluster.velero;
  const path = join(s3.directory, bucket, "backups", backup, `${backup}-volumeinfo.json.gz`);
  await writeFile(path, gzipSync(JSON.stringify([{ ...volume, pvbInfo: held }])));
}

async function newClaimRestore(): Promise<string> {
  const request = { set, application: "shop", claim, safety: false, accepted: [] };
  const preview = await previewClaimRestore(cluster.context(), request);
  return (await createClaimRestore(cluster.context(), request, preview)).id;
}

async function claimUid(): Promise<string | undefined> {
  return (await cluster.kubernetes.get(persistentVolumeClaims, claim))?.metadata.uid;
}

const agent = async () => (await findVelero(cluster.context())).nodeAgent;

it("the played node agent is what Velero's DaemonSet says is Ready", async () => {
  await expect.poll(agent, { timeout: 60_000 }).toMatchObject({ kind: "present", desired: 1, ready: 1 });
});

describe.each(["before", "after"] as const)("a driver that dies %s a write of the restore of a claim", (when) => {
  it(
    "leaves one that another driver ends: one new claim, and what was stopped runs",
    { timeout: 30 * minutes },
    async () => {
      for (let death = 0, died = true; died; death += stride) {
        const before = await claimUid();
        const id = await newClaimRestore();
        died = await driveAndDie(cluster, id, { when, write: death });
        const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
        expect(outcome, `death ${when} write ${death}`).toMatchObject({ kind: "done" });
        expect([undefined, before]).not.toContain(await claimUid());
        expect(await cluster.kubernetes.get(deployments, web)).toMatchObject({
          spec: { replicas: 1 },
          status: { readyReplicas: 1 },
        });
        const left = { labelSelector: `holdfast.dev/operation=${id}` };
        expect(await cluster.kubernetes.listAll(pods, { namespace: "shop", ...left })).toEqual([]);
        expect(await cluster.kubernetes.listAll(podVolumeRestoreType, { namespace: "velero", ...left })).toEqual([]);
        expect(await listLocks(cluster.kubernetes)).toEqual([]);
      }
    },
  );
});
