import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupStorageLocationType, serverStatusRequestType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { veleroStatus } from "./velero-status.ts";

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero" },
  spec: { template: { spec: { containers: [{ name: "velero", image: "velero:latest", args: ["server"] }] } } },
};

/** A cluster whose Velero answers every status request with its version. */
function clusterOf(serverVersion: string): KubernetesClient {
  const types = [serverStatusRequestType, backupStorageLocationType];
  const cluster = createFakeClient({ types, objects: [deployment] });
  const create: KubernetesClient["create"] = (type, object, options) => {
    const answered = { ...object, status: { phase: "Processed", serverVersion } };
    return cluster.create(type, type.kind === "ServerStatusRequest" ? answered : object, options);
  };
  return { ...cluster, create };
}

describe("a Velero whose image tag is no version", () => {
  it("is used or refused by the version that its server answers", async () => {
    expect((await readyVelero(testContext(clusterOf("v1.18.3")))).namespace).toBe("velero");
    await expect(readyVelero(testContext(clusterOf("v1.19.0")))).rejects.toMatchObject({ code: "known-broken" });
  });
});

it("destinations that may not be read are not said to be absent", async () => {
  const cluster = clusterOf("v1.18.3");
  const forbidden = new ApiError({ status: 403, reason: "Forbidden", request: "list", message: "no" });
  const listAll: KubernetesClient["listAll"] = (type, query) =>
    type.kind === "BackupStorageLocation" ? Promise.reject(forbidden) : cluster.listAll(type, query);
  const [status] = await veleroStatus(testContext({ ...cluster, listAll }));
  const codes = status?.problems.map((problem) => problem.code);
  expect(codes).toContain("locations-not-readable");
  expect(codes).not.toContain("no-location");
});
