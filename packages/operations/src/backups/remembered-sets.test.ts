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
  const [one, two] = ["one", "two"].map((storageAccount) =>
    storeOf({ ...location, spec: { ...location.spec, provider: "azure", config: { storageAccount } } }),
  );
  expect(one).not.toBe(two);
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

function refusing(status: number, reason: string): KubernetesClient {
  const refused = new ApiError({ status, reason, request: "patch", message: "no" });
  return { ...aCluster(), patch: () => Promise.reject(refused) };
}

it("what the API server does not take is reported, and what may pass is tried again", async () => {
  const said: string[] = [];
  const report = ({ message }: { readonly message: string }): void => void said.push(message);
  await rememberSet(testContext(refusing(413, "RequestEntityTooLarge"), { report }), made("m-1"));
  await rememberSet(testContext(refusing(422, "Invalid"), { report }), made("m-1"));
  expect(said).toHaveLength(2);
  const unavailable = refusing(503, "ServiceUnavailable");
  await expect(rememberSet(testContext(unavailable, { report }), made("m-1"))).rejects.toThrow("no");
});

it("the ledger stays smaller than an object may be, and the oldest lines make room", async () => {
  const context = testContext(aCluster());
  await rememberSet(context, made("m-1"));
  const written = await context.kubernetes.get<ConfigMap>(configMapType, setsLedger);
  const line = JSON.parse(written?.data?.["m-1"] ?? "{}") as object;
  const parts = Array.from({ length: 40 }, (_, number) => `application-${number}`);
  const data = Object.fromEntries(
    Array.from({ length: 1500 }, (_, age) => {
      const createdAt = new Date(Date.parse("2025-12-01T00:00:00Z") - age * 3_600_000).toISOString();
      return [`old-${age}`, JSON.stringify({ ...line, createdAt, parts })];
    }),
  );
  await context.kubernetes.patch(configMapType, setsLedger, { kind: "merge", body: { data } });
  await rememberSet(context, made("m-2"));
  const after = (await context.kubernetes.get<ConfigMap>(configMapType, setsLedger))?.data ?? {};
  const size = Object.entries(after).reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  expect(size).toBeLessThanOrEqual(900_000);
  expect(size).toBeGreaterThan(890_000);
  expect(Object.keys(after)).toEqual(expect.arrayContaining(["m-1", "m-2", "old-0"]));
  expect(after).not.toHaveProperty("old-1499");
});
