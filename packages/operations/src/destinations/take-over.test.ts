import type { KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupStorageLocationType, backupType, type Backup, type BackupStorageLocation } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { planTakeOver, takeOverDestination } from "./open-destination.ts";

const namespace = "velero";
const server = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace },
  spec: {
    template: {
      spec: {
        containers: [{ name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] }],
      },
    },
  },
};

function location(status: BackupStorageLocation["status"], partOf = "destination"): BackupStorageLocation {
  return {
    apiVersion: "velero.io/v1",
    kind: "BackupStorageLocation",
    metadata: { name: "store", namespace, labels: { "holdfast.dev/part-of": partOf } },
    spec: { provider: "aws", objectStorage: { bucket: "backups" }, accessMode: "ReadOnly" },
    ...(status === undefined ? {} : { status }),
  };
}

function expired(name: string): Backup {
  return {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace, labels: { "velero.io/storage-location": "store" } },
    spec: {},
    status: { phase: "Completed", expiration: "2000-01-01T00:00:00Z" },
  };
}

function contextWith(...objects: readonly KubernetesObject[]) {
  const types = [backupStorageLocationType, backupType];
  return testContext(createFakeClient({ objects: [server, ...objects], types }));
}

const read = { phase: "Available", lastSyncedTime: "2026-11-21T12:00:00Z" } as const;

describe("taking a destination over", () => {
  it.each([
    ["is Unavailable", { ...read, phase: "Unavailable" } as const],
    ["was never validated", undefined],
    ["was never imported from", { phase: "Available" } as const],
  ])("is refused while it %s: what is in it is not known", async (_, status) => {
    await expect(planTakeOver(contextWith(location(status)), "store")).rejects.toMatchObject({
      code: "destination-unavailable",
    });
  });

  it("is refused before it is asked about when it is theirs", async () => {
    await expect(planTakeOver(contextWith(location(read, "chart")), "store")).rejects.toMatchObject({
      code: "already-exists",
    });
  });

  it("opens it when nothing more would be lost than was agreed to", async () => {
    const context = contextWith(location(read), expired("nightly-1"));
    const agreed = await planTakeOver(context, "store");
    expect(agreed.contents.foreignExpired).toEqual(["nightly-1"]);
    expect(await takeOverDestination(context, agreed)).toMatchObject({ accessMode: "ReadWrite" });
  });

  it("leaves it closed when something came in after it was agreed to", async () => {
    const context = contextWith(location(read), expired("nightly-1"));
    const agreed = await planTakeOver(context, "store");
    await context.kubernetes.create(backupType, expired("nightly-2"));
    await expect(takeOverDestination(context, agreed)).rejects.toMatchObject({
      code: "plan-changed",
      details: { reason: expect.stringContaining("nightly-2") },
    });
    const seen = await context.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, {
      namespace,
      name: "store",
    });
    expect(seen?.spec.accessMode).toBe("ReadOnly");
  });
});
