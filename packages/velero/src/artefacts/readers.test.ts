import { describe, expect, it } from "vitest";
import { parseItemOperations } from "./item-operations.ts";
import { parseResourceList } from "./resource-list.ts";
import { parseResults } from "./results.ts";
import { parseVolumeInfos } from "./volume-info.ts";

describe("the list of warnings and errors", () => {
  it("names the scope of each entry", () => {
    const results = parseResults(
      JSON.stringify({
        warnings: { velero: [" message: /slow"], namespaces: { shop: ["a", "b"] } },
        errors: { cluster: ["c"] },
      }),
    );
    expect(results.warnings).toEqual([
      { scope: { kind: "velero" }, message: "message: /slow" },
      { scope: { kind: "namespace", name: "shop" }, message: "a" },
      { scope: { kind: "namespace", name: "shop" }, message: "b" },
    ]);
    expect(results.errors).toEqual([{ scope: { kind: "cluster" }, message: "c" }]);
  });

  it("is empty for a backup without any", () => {
    expect(parseResults(`{"warnings":{},"errors":{}}`)).toEqual({ warnings: [], errors: [] });
  });

  it("is a fault when it is cut off", () => {
    expect(() => parseResults(`{"warnings":`)).toThrow(expect.objectContaining({ code: "artefact-unreadable" }));
  });
});

describe("the list of volumes", () => {
  it("reads a file-system backup", () => {
    const [volume] = parseVolumeInfos(
      JSON.stringify([
        {
          pvcName: "data-0",
          pvcNamespace: "shop",
          pvName: "pv-1",
          backupMethod: "PodVolumeBackup",
          snapshotDataMoved: false,
          skipped: false,
          result: "succeeded",
          pvbInfo: {
            snapshotHandle: "abc",
            size: 52428800,
            uploaderType: "kopia",
            volumeName: "data",
            podName: "db-0",
            podNamespace: "shop",
            Phase: "Completed",
          },
        },
      ]),
    );
    expect(volume).toMatchObject({
      pvcName: "data-0",
      method: "PodVolumeBackup",
      outcome: { kind: "succeeded" },
      size: 52428800,
      podVolume: { podName: "db-0", volumeName: "data", snapshotHandle: "abc" },
    });
  });

  it("keeps the reason of a skipped volume", () => {
    const [volume] = parseVolumeInfos(`[{"pvcName":"x","skipped":true,"skippedReason":"podvolume: not opted in;"}]`);
    expect(volume?.outcome).toEqual({ kind: "skipped", reason: "podvolume: not opted in;" });
  });

  it("says unknown for a phase that it does not know", () => {
    const [volume] = parseVolumeInfos(`[{"pvcName":"x","pvbInfo":{"Phase":"Pondering"}}]`);
    expect(volume?.outcome).toEqual({ kind: "unknown", phase: "Pondering" });
  });

  it("is empty when Velero wrote null", () => {
    expect(parseVolumeInfos("null")).toEqual([]);
  });
});

describe("the list of objects", () => {
  it("reads a backup's", () => {
    expect(
      parseResourceList(`{"v1/Pod":["shop/db-0"],"rbac.authorization.k8s.io/v1/ClusterRole":["system:reader"]}`),
    ).toEqual([
      { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "db-0" },
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "system:reader" },
    ]);
  });

  it("reads a restore's outcomes", () => {
    expect(
      parseResourceList(`{"apps/v1/Deployment":["shop/web(created)"],"v1/PersistentVolume":["pv-1(skipped)"]}`),
    ).toEqual([
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", outcome: "created" },
      { apiVersion: "v1", kind: "PersistentVolume", name: "pv-1", outcome: "skipped" },
    ]);
  });
});

describe("the list of item operations", () => {
  it("reads Go's capitalised names", () => {
    const [operation] = parseItemOperations(
      JSON.stringify([
        {
          spec: {
            backupItemAction: "velero.io/csi-pvc-backupper",
            operationID: "du-1",
            resourceIdentifier: { Group: "", Resource: "persistentvolumeclaims", Namespace: "shop", Name: "data" },
          },
          status: { phase: "Failed", error: "no snapshot", nCompleted: 0, nTotal: 10, operationUnits: "Byte" },
        },
      ]),
    );
    expect(operation).toEqual({
      operationId: "du-1",
      action: "velero.io/csi-pvc-backupper",
      resource: "persistentvolumeclaims",
      namespace: "shop",
      name: "data",
      phase: "Failed",
      error: "no snapshot",
      done: 0,
      total: 10,
      units: "Byte",
    });
  });
});
