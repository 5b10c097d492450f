import { rm } from "node:fs/promises";
import { join } from "node:path";
import { secrets } from "@holdfast/kubernetes";
import { backupRepositoryType, backupStorageLocationType } from "@holdfast/velero";
import type { VolumeInfo } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { recordKit } from "../recovery/kit-record.ts";
import { checkRepositories } from "./check-repositories.ts";

let cluster: RealCluster;

const password = { namespace: "velero", name: "velero-repo-credentials" };

beforeAll(async () => {
  cluster = await startRealCluster();
  await setPassword("of this cluster");
});
afterAll(async () => cluster?.stop());

async function setPassword(text: string): Promise<void> {
  const data = { "repository-password": Buffer.from(text).toString("base64") };
  await cluster.kubernetes.patch(secrets, password, { kind: "merge", body: { data } });
}

/** As in a cluster that has never used them: Velero opens them with the password of now. */
async function forgetRepositories(): Promise<void> {
  for (const { metadata } of await cluster.kubernetes.listAll(backupRepositoryType, { namespace: "velero" }))
    await cluster.kubernetes.delete(backupRepositoryType, { namespace: "velero", name: metadata.name });
}

const volume: VolumeInfo = {
  snapshotDataMoved: false,
  outcome: { kind: "succeeded" },
  podVolume: {
    podName: "shop-0",
    podNamespace: "shop",
    volumeName: "data",
    uploaderType: "kopia",
    snapshotHandle: "abc",
  },
};

function checks() {
  return checkRepositories(cluster.context(), {
    member: "m-1-shop",
    veleroNamespace: "velero",
    destination: "default",
    volumes: [volume],
  });
}

describe("the repository that holds a backup's volumes", () => {
  it("is found by Velero, which makes it when there is none", async () => {
    expect(await checks()).toMatchObject([{ code: "repository-not-ready", result: "passed" }]);
  });

  it("is called Ready by Velero whatever the password is; another one than the recovery kit's has to be accepted", async () => {
    await recordKit(cluster.context(), {
      veleroNamespace: "velero",
      repositoryPassword: "of this cluster",
    });
    expect(await checks()).toHaveLength(1);
    await setPassword("of another cluster");
    await forgetRepositories();
    expect(await checks()).toMatchObject([
      { code: "repository-not-ready", result: "passed", message: expect.stringContaining("neither") as unknown },
      { code: "repository-password", result: "needs-acceptance" },
    ]);
    await setPassword("of this cluster");
  });

  it("that was removed from the store is refused where Velero may not make an empty one in its place", async () => {
    const { s3, bucket } = cluster.velero;
    await rm(join(s3.directory, bucket, "kopia"), { recursive: true });
    const location = { namespace: "velero", name: "default" };
    await cluster.kubernetes.patch(backupStorageLocationType, location, {
      kind: "merge",
      body: { spec: { accessMode: "ReadOnly" } },
    });
    await forgetRepositories();
    expect(await checks()).toMatchObject([{ result: "refused" }]);
  });
});
