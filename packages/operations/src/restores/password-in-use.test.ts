import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { secrets } from "@holdfast/kubernetes";
import { podVolumeBackupType, podVolumeRestoreType } from "@holdfast/velero";
import type { VolumeInfo } from "@holdfast/velero";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { checkPasswordInUse } from "./password-in-use.ts";

const namespace = "velero";
// The client dates objects when they are created: today. So everything here happens later.
const written = (time: string) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "velero-repo-credentials",
    namespace,
    creationTimestamp: "2096-01-01T00:00:00Z",
    managedFields: [{ time }],
  },
});

function volume(completionTimestamp?: string): VolumeInfo {
  return {
    snapshotDataMoved: false,
    outcome: { kind: "succeeded" },
    ...(completionTimestamp === undefined ? {} : { completionTimestamp }),
    podVolume: { podName: "db-0", podNamespace: "shop", volumeName: "data", snapshotHandle: "k1" },
  };
}

function transfer(of: string, phase: string, startTimestamp: string) {
  return {
    apiVersion: "velero.io/v1",
    kind: "PodVolumeBackup",
    metadata: { name: `${of}-${phase}`.toLowerCase(), namespace },
    spec: { pod: { namespace: of }, volume: "data", backupStorageLocation: "default" },
    status: { phase, startTimestamp },
  };
}

async function check(
  secretWritten: string | undefined,
  volumes: readonly VolumeInfo[],
  transfers: readonly object[] = [],
) {
  const kubernetes = createFakeClient({ types: [secrets, podVolumeBackupType, podVolumeRestoreType] });
  if (secretWritten !== undefined) await kubernetes.create(secrets, written(secretWritten));
  for (const one of transfers) await kubernetes.create(podVolumeBackupType, one as never);
  const question = { member: "m-1-shop", veleroNamespace: namespace, destination: "default", volumes };
  return checkPasswordInUse(testContext(kubernetes), question);
}

it("nothing is asked when the volumes were backed up after the password was written", async () => {
  expect(await check("2096-02-01T00:00:00Z", [volume("2096-02-01T00:00:01Z")])).toEqual([]);
});

it("nothing is asked when neither the time of the password nor that of the volumes is known", async () => {
  expect(await check(undefined, [volume("2096-02-01T00:00:01Z")])).toEqual([]);
  expect(await check("2096-02-01T00:00:00Z", [volume()])).toEqual([]);
});

it("a password that was written later has to be accepted until a volume of the same repository went through with it", async () => {
  const volumes = [volume("2096-01-31T00:00:00Z")];
  const changed = "2096-02-01T00:00:00Z";
  const asked = [{ code: "repository-password", subject: "m-1-shop", result: "needs-acceptance" }];
  expect(await check(changed, volumes)).toMatchObject(asked);
  expect(await check(changed, volumes, [transfer("shop", "Failed", "2096-02-02T00:00:00Z")])).toMatchObject(asked);
  expect(await check(changed, volumes, [transfer("shop", "Completed", "2096-01-30T00:00:00Z")])).toMatchObject(asked);
  expect(await check(changed, volumes, [transfer("other", "Completed", "2096-02-02T00:00:00Z")])).toMatchObject(asked);
  expect(await check(changed, volumes, [transfer("shop", "Completed", "2096-02-02T00:00:00Z")])).toEqual([]);
});
