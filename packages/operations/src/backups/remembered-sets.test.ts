import type { SetFacts } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupStorageLocationType, backupType } from "@holdfast/velero";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { findLostSets, forgetSet, listedStoreOf, rememberSet, setsLedger, storeOf } from "./remembered-sets.ts";

const question = { namespace: "velero", present: [], work: new Map<string, "making" | "deleting">() };

function backup(name: string, expiration?: string) {
  const status = { phase: "Completed", ...(expiration === undefined ? {} : { expiration }) };
  return { apiVersion: "velero.io/v1", kind: "Backup", metadata: { name, namespace: "velero" }, spec: {}, status };
}

const location = {
  apiVersion: "velero.io/v1",
  kind: "BackupStorageLocation",
  metadata: { name: "default", namespace: "velero" },
  spec: { provider: "aws", objectStorage: { bucket: "backups" } },
  status: { phase: "Available", lastSyncedTime: "2099-01-01T00:00:00Z" },
};

function made(name: string, scope: SetFacts["scope"] = "partial") {
  const facts: SetFacts = {
    name,
    scope,
    instance: "abcde",
    applications: [{ slug: "shop", sequence: 1, versionLabel: "1" }],
    console: false,
    consoleVersion: "1.0.0",
    kubernetesVersion: "v1.34.1",
    os: "linux",
    architecture: "amd64",
    installMethod: "unknown",
    trigger: "manual",
    requestedBy: "tester",
    notIncluded: [],
  };
  return { facts, destination: "default", veleroNamespace: "velero" };
}

function aCluster(destination: object = location) {
  const objects = [
    { ...location, ...destination },
    backup("m-1-shop"),
    backup("m-2-shop"),
    backup("x-1-shop", "2026-01-02T00:00:00Z"),
  ];
  return createFakeClient({ types: [backupType, backupStorageLocationType], objects });
}

it("what was made and not deleted here is missed, each set for itself", async () => {
  const context = testContext(aCluster());
  expect(await findLostSets(context, question)).toEqual([]);
  await Promise.all([rememberSet(context, made("m-1")), rememberSet(context, made("m-2"))]);
  await rememberSet(context, made("m-2"));
  await rememberSet(context, made("never-made"));
  expect((await findLostSets(context, question)).map(({ name }) => name).sort()).toEqual(["m-1", "m-2"]);
  await forgetSet(context, "m-1");
  expect((await findLostSets(context, question)).map(({ name }) => name)).toEqual(["m-2"]);
});

it("nothing is missed of a destination whose backups Velero has not listed since it was connected", async () => {
  for (const status of [{}, { phase: "Available" }, { ...location.status, phase: "Unavailable" }]) {
    const context = testContext(aCluster({ status }));
    await rememberSet(context, made("m-1"));
    expect(await findLostSets(context, question)).toEqual([]);
  }
});

it("what Velero listed before the location was made is not of this location", () => {
  const { status } = location;
  const madeAt = (creationTimestamp: string) => ({
    ...location,
    metadata: { ...location.metadata, creationTimestamp },
  });
  expect(listedStoreOf(madeAt(status.lastSyncedTime))).toBeUndefined();
  expect(listedStoreOf(madeAt("2098-01-01T00:00:00Z"))).toBe("aws  backups/");
});

it("a container of the same name in another storage account is another store", () => {
  const ofAccount = (storageAccount: string) =>
    storeOf({ ...location, spec: { ...location.spec, provider: "azure", config: { storageAccount } } });
  expect(ofAccount("one")).not.toBe(ofAccount("two"));
});

it("what Velero has expired by itself is not missed, and goes with the next write", async () => {
  const context = testContext(aCluster());
  await rememberSet(context, made("x-1", "safety"));
  expect(await findLostSets(context, question)).toHaveLength(1);
  await context.clock.sleep(48 * 3600 * 1000);
  expect(await findLostSets(context, question)).toEqual([]);
  await rememberSet(context, made("m-1"));
  const ledger = await context.kubernetes.get<ConfigMap>(configMapType, setsLedger);
  expect(Object.keys(ledger?.data ?? {})).toEqual(["m-1"]);
});

it("who may make a backup and not write it down has made it all the same", async () => {
  const forbidden = new ApiError({ status: 403, reason: "Forbidden", request: "patch", message: "no" });
  const cluster: KubernetesClient = { ...aCluster(), patch: () => Promise.reject(forbidden) };
  const said: string[] = [];
  const context = testContext(cluster, { report: ({ message }) => void said.push(message) });
  await rememberSet(context, made("m-1"));
  expect(said).toEqual(["What was made is not remembered: no"]);
});
