import type { BackupSet, SetMember } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { podVolumeBackupType } from "@holdfast/velero";
import type { PodVolumeBackup } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import type { Deployment } from "../velero/workloads.ts";
import { listVolumeSizes, sizeOfSet, sizesByBackup } from "./volume-sizes.ts";

let volumes = 0;

function volume(backup: string, status: PodVolumeBackup["status"], owner?: string): PodVolumeBackup {
  const metadata = { name: `v${(volumes += 1)}`, namespace: "velero", labels: { "velero.io/backup-name": backup } };
  const reference = { apiVersion: "velero.io/v1", kind: "Backup", name: owner ?? "", uid: "u" };
  return {
    apiVersion: "velero.io/v1",
    kind: "PodVolumeBackup",
    metadata: { ...metadata, ...(owner === undefined ? {} : { ownerReferences: [reference] }) },
    spec: { node: "n", pod: {}, volume: "data", backupStorageLocation: "default", repoIdentifier: "r" },
    ...(status === undefined ? {} : { status }),
  };
}

const completed = (totalBytes?: number): PodVolumeBackup["status"] => ({
  phase: "Completed",
  progress: totalBytes === undefined ? {} : { totalBytes },
});

function set(...members: readonly string[]): BackupSet {
  return {
    name: "s",
    origin: "holdfast",
    scope: "full",
    state: "complete",
    members: members.map((name): SetMember => ({ name, part: { kind: "unknown" }, stage: "completed" })),
    createdAt: "2026-01-01T00:00:00Z",
    warnings: 0,
    errors: 0,
    problems: [],
  };
}

const server = { containers: [{ name: "velero", image: "velero/velero:v1.18.3", command: ["/velero", "server"] }] };
const velero: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero" },
  spec: { template: { spec: server } },
};

describe("the sizes of all backups", () => {
  it("come from one list, whatever the number of backups", async () => {
    const objects = [velero, volume("s-a", completed(10)), volume("s-b", completed(1)), volume("t-a", completed(7))];
    const cluster = createFakeClient({ objects, types: [podVolumeBackupType] });
    const lists: (string | undefined)[] = [];
    const kubernetes: KubernetesClient = {
      ...cluster,
      userName: cluster.userName,
      listAll: (type, query) => {
        if (type.kind === "PodVolumeBackup") lists.push(query?.labelSelector);
        return cluster.listAll(type, query);
      },
    };
    const sizes = await listVolumeSizes(testContext(kubernetes));
    expect([...sizes]).toEqual([
      ["s-a", 10],
      ["s-b", 1],
      ["t-a", 7],
    ]);
    expect(lists).toEqual(["velero.io/backup-name"]);
  });
});

describe("the size of a backup set", () => {
  it("is the sum of its members' volumes", () => {
    const sizes = sizesByBackup([
      volume("s-a", completed(10)),
      volume("s-a", completed(5)),
      volume("s-b", completed(1)),
    ]);
    expect(sizeOfSet(set("s-a", "s-b", "s-console"), sizes)).toBe(16);
  });

  it("is unknown, and not 0, when no volume of it is known", () => {
    expect(sizeOfSet(set("s-console"), sizesByBackup([volume("t-a", completed(10))]))).toBe("unknown");
  });

  it("is unknown while a volume has no total yet", () => {
    const sizes = sizesByBackup([volume("s-a", completed(10)), volume("s-a", { phase: "InProgress", progress: {} })]);
    expect(sizeOfSet(set("s-a"), sizes)).toBe("unknown");
    expect(sizeOfSet(set("s-b"), sizesByBackup([volume("s-b", undefined)]))).toBe("unknown");
  });

  it("is 0 when its only volume is empty", () => {
    expect(sizeOfSet(set("s-a"), sizesByBackup([volume("s-a", completed())]))).toBe(0);
  });

  it("counts by the owner's name, since the label of a long name is shortened", () => {
    const name = `s-${"a".repeat(80)}`;
    expect(sizeOfSet(set(name), sizesByBackup([volume("shortened", completed(3), name)]))).toBe(3);
  });
});
