import type { CoverageNote } from "@holdfast/domain";
import type { ListedResource, VolumeInfo } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { heldVolumes } from "./held-volumes.ts";

function claim(name: string): ListedResource {
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "shop", name };
}

function copied(pvcName: string, change: Partial<VolumeInfo> = {}): VolumeInfo {
  const podVolume = { podName: "web-0", podNamespace: "shop", volumeName: pvcName, snapshotHandle: "s1" };
  const outcome = { kind: "succeeded" } as const;
  return { pvcName, pvcNamespace: "shop", snapshotDataMoved: false, outcome, podVolume, size: 12, ...change };
}

const note: CoverageNote = {
  held: ["shop/data", "shop/uploads"],
  notHeld: ["shop/cache"],
  findings: [{ code: "not-opted-in", level: "serious", subject: "shop/cache", message: "It is not opted in" }],
  omitted: 0,
};

describe("what a backup holds of volumes", () => {
  it("is told for every claim it lists, against what was to be in it", () => {
    const objects = [claim("data"), claim("uploads"), claim("cache")];
    const skipped = copied("cache", { outcome: { kind: "skipped", reason: "no backup method" } });
    expect(heldVolumes({ objects, volumes: [copied("data"), skipped], note })).toEqual([
      { name: "shop/cache", outcome: { kind: "not-held", reason: "It is not opted in" }, expected: false },
      { name: "shop/data", outcome: { kind: "held", sizeBytes: 12 }, expected: true },
      {
        name: "shop/uploads",
        outcome: { kind: "not-held", reason: "Velero copied nothing of it and gave no reason" },
        expected: true,
      },
    ]);
  });

  it("says of a volume without a snapshot that it was empty, and of a failed one that it is not held", () => {
    const podVolume = { podName: "web-0", podNamespace: "shop", volumeName: "data" };
    const volumes = [
      copied("data", { podVolume }),
      copied("uploads", { outcome: { kind: "failed", phase: "Canceled" } }),
    ];
    const held = heldVolumes({ objects: [], volumes, note: undefined });
    expect(held.map(({ outcome }) => outcome)).toEqual([
      { kind: "empty" },
      { kind: "not-held", reason: "Velero's copy Canceled" },
    ]);
  });
});
