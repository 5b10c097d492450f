import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@holdfast/harness";
import { pods, secrets } from "@holdfast/kubernetes";
import { backupStorageLocationType, backupType, type Backup, type BackupStorageLocation } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import { listDestinations, showDestination } from "./destination-view.ts";
import type { DestinationWish } from "./destination-wish.ts";
import { planTakeOver, takeOverDestination } from "./open-destination.ts";
import { setDestination } from "./set-destination.ts";

const namespace = "velero";
const minutes = 60_000;
let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await mkdir(join(cluster.velero.s3.directory, "second"));
  await mkdir(join(cluster.velero.s3.directory, "inherited"));
});

afterAll(async () => cluster?.stop());

function wish(change: Partial<DestinationWish>): DestinationWish {
  const { endpoint, region, accessKeyId, secretAccessKey } = cluster.velero.s3;
  return {
    name: "second",
    bucket: "second",
    url: endpoint,
    region,
    insecureSkipTlsVerify: false,
    credentials: { accessKeyId, secretAccessKey },
    ...change,
  };
}

async function location(name: string): Promise<BackupStorageLocation | undefined> {
  return cluster.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, { namespace, name });
}

async function credentialNames(): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll(secrets, {
    namespace,
    labelSelector: "holdfast.dev/part-of=destination",
  });
  return found.map((secret) => secret.metadata.name);
}

async function veleroPods(): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll(pods, { namespace, labelSelector: "deploy=velero" });
  return found.map((pod) => pod.metadata.name);
}

async function setOwnership(owner: "ours" | "theirs"): Promise<void> {
  const label = owner === "ours" ? "holdfast.dev/part-of=velero" : "holdfast.dev/part-of-";
  await cluster.plane.kubectl(["-n", namespace, "label", "deployment", "velero", label]);
}

const examining = /reads? what is in/;

describe("a new destination", () => {
  it(
    "is ReadOnly until Velero has imported what is in it, then open, and theirs stays the default and is not restarted",
    async () => {
      const before = await veleroPods();
      const modes: (string | undefined)[] = [];
      const context = cluster.context({
        report: ({ message }) => {
          if (examining.test(message)) void location("second").then((seen) => modes.push(seen?.spec.accessMode));
        },
      });
      const made = await setDestination(context, wish({}));
      expect(made).toMatchObject({ accessMode: "ReadWrite", phase: "Available", isDefault: false, ownership: "ours" });
      expect(modes).toEqual(["ReadOnly"]);
      expect(await veleroPods()).toEqual(before);
      const names = (await listDestinations(context)).map(({ name, isDefault, ownership }) => ({
        name,
        isDefault,
        ownership,
      }));
      expect(names).toEqual([
        { name: "default", isDefault: true, ownership: "theirs" },
        { name: "second", isDefault: false, ownership: "ours" },
      ]);
    },
    5 * minutes,
  );

  it(
    "waits for no import when Velero is ours and idle: it is started again, once",
    async () => {
      await setOwnership("ours");
      const former = await veleroPods();
      const startedAt = performance.now();
      expect(await setDestination(cluster.context(), wish({ name: "third", prefix: "third" }))).toMatchObject({
        accessMode: "ReadWrite",
      });
      expect(performance.now() - startedAt).toBeLessThan(45_000);
      const present = await veleroPods();
      expect(present).toHaveLength(1);
      expect(present).not.toEqual(former);
    },
    3 * minutes,
  );

  it.each([
    ["the bucket does not exist", { name: "wrong", bucket: "nowhere" }, /NoSuchBucket/, /--bucket/],
    [
      "the secret key is wrong",
      { name: "wrong", credentials: { accessKeyId: "harness", secretAccessKey: "wrong" } },
      /SignatureDoesNotMatch/,
      /secret access key/,
    ],
    ["nothing listens at the address", { name: "wrong", url: "http://127.0.0.1:9" }, /connection refused/, /reachable/],
  ])(
    "leaves nothing behind when %s",
    async (_, change, reason, remedy) => {
      const before = await credentialNames();
      await expect(setDestination(cluster.context(), wish(change))).rejects.toMatchObject({
        code: "destination-unavailable",
        details: { reason: expect.stringMatching(reason), remedy: expect.stringMatching(remedy) },
      });
      expect(await location("wrong")).toBeUndefined();
      expect(await credentialNames()).toEqual(before);
    },
    3 * minutes,
  );
});

describe("changing a destination", () => {
  it(
    "puts the former credentials back when the new ones do not work",
    async () => {
      const before = await location("second");
      const wrong = wish({ credentials: { accessKeyId: "harness", secretAccessKey: "wrong" } });
      await expect(setDestination(cluster.context(), wrong)).rejects.toMatchObject({ code: "destination-unavailable" });
      expect((await location("second"))?.spec).toEqual(before?.spec);
      await waitFor(async () => ((await location("second"))?.status?.phase === "Available" ? true : undefined), {
        what: "the destination to be Available again",
      });
    },
    3 * minutes,
  );

  it(
    "closes it at a new address until Velero has read what is there",
    async () => {
      const modes: (string | undefined)[] = [];
      const context = cluster.context({
        report: ({ message }) => {
          if (examining.test(message))
            void location("second").then((seen) => modes.push(seen?.spec.accessMode, seen?.status?.lastSyncedTime));
        },
      });
      const url = cluster.velero.s3.endpoint.replace("127.0.0.1", "localhost");
      expect(await setDestination(context, wish({ url }))).toMatchObject({ url, accessMode: "ReadWrite" });
      expect(modes).toEqual(["ReadOnly", undefined]);
    },
    5 * minutes,
  );

  it("never touches a location that is theirs", async () => {
    const before = await location("default");
    await expect(setDestination(cluster.context(), wish({ name: "default" }))).rejects.toMatchObject({
      code: "already-exists",
    });
    expect((await location("default"))?.spec).toEqual(before?.spec);
  });
});

describe("a bucket with another instance's backups", () => {
  beforeAll(async () => {
    await setDestination(cluster.context(), wish({ name: "former", bucket: "inherited" }));
    await cluster.kubernetes.create<Backup>(backupType, {
      apiVersion: "velero.io/v1",
      kind: "Backup",
      metadata: { name: "theirs-1", namespace, labels: { "holdfast.dev/instance": "anotherinstance" } },
      spec: { includedNamespaces: ["holdfast"], storageLocation: "former", ttl: "1m0s" },
    });
    await waitFor(
      async () => {
        const backup = await cluster.kubernetes.get<Backup>(backupType, { namespace, name: "theirs-1" });
        return backup?.status?.phase === "Completed" ? true : undefined;
      },
      { what: "the other instance's backup" },
    );
    // As on a new cluster: the bucket is there, its objects in the cluster are not.
    await cluster.kubernetes.delete(backupStorageLocationType, { namespace, name: "former" });
    await cluster.kubernetes.delete(backupType, { namespace, name: "theirs-1" });
  }, 5 * minutes);

  it(
    "stays ReadOnly, and take-over says whose they are and what would go, then opens it",
    async () => {
      const context = cluster.context();
      const made = await setDestination(context, wish({ name: "inherited", bucket: "inherited" }));
      expect(made).toMatchObject({
        accessMode: "ReadOnly",
        contents: { total: 1, others: [{ instance: "anotherinstance", backups: 1 }] },
      });
      const planned = await planTakeOver(context, "inherited");
      expect(planned.contents.expired).toEqual(["theirs-1"]);
      expect(await takeOverDestination(context, planned)).toMatchObject({ accessMode: "ReadWrite" });
      await expect(planTakeOver(context, "inherited")).rejects.toMatchObject({ code: "already-exists" });
    },
    5 * minutes,
  );

  it("is named when it does not exist", async () => {
    await expect(showDestination(cluster.context(), "nowhere")).rejects.toMatchObject({
      code: "destination-not-found",
    });
  });
});
