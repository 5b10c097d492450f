import { startObjectStore, type ObjectStore } from "@holdfast/harness";
import { secrets } from "@holdfast/kubernetes";
import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import { readBackupLogs } from "../backups/read-logs.ts";
import { createBackup } from "../backups/create-backup.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import { carryOut } from "../running/carry-out.ts";
import type { DestinationWish } from "./destination-wish.ts";
import { setDestination } from "./set-destination.ts";

const location = { namespace: "velero", name: "secure" };
let cluster: RealCluster;
let store: ObjectStore;

beforeAll(async () => {
  cluster = await startRealCluster();
  store = await startObjectStore({ buckets: ["secure"], tls: true });
  await cluster.plane.kubectl(["-n", "velero", "label", "deployment", "velero", "holdfast.dev/part-of=velero"]);
  await cluster.install({ slug: "guestbook" });
});

afterAll(async () => {
  await store?.stop();
  await cluster?.stop();
});

function wish(change: Partial<DestinationWish>): DestinationWish {
  const { endpoint, region, accessKeyId, secretAccessKey } = store;
  return {
    name: "secure",
    bucket: "secure",
    url: endpoint,
    region,
    insecureSkipTlsVerify: false,
    credentials: { accessKeyId, secretAccessKey },
    ...change,
  };
}

describe("a store with a certificate of an authority of its own", () => {
  it("is refused without that authority, and what to give is said", async () => {
    await expect(setDestination(cluster.context(), wish({}))).rejects.toMatchObject({
      code: "destination-unavailable",
      details: {
        reason: expect.stringContaining("certificate signed by unknown authority"),
        remedy: expect.stringContaining("--ca-file"),
      },
    });
  });

  it("takes backups with it, and what they hold is read over TLS", async () => {
    const context = cluster.context();
    const made = await setDestination(context, wish({ caCert: store.authorityPem ?? "" }));
    expect(made).toMatchObject({ phase: "Available", accessMode: "ReadWrite", isCurrent: true });
    const { operation, set } = await createBackup(context, { application: "guestbook" });
    expect(await carryOut(context, operation.id)).toMatchObject({ record: { state: { stage: "done" } } });
    expect(await readLogs(set)).toBeGreaterThan(5);
  });

  it("is read by nobody who does not trust it any more", async () => {
    await setAuthority(null);
    await expect(readLogs()).rejects.toMatchObject({
      code: "artefact-unreadable",
      message: expect.stringContaining("certificate"),
      details: { remedy: expect.stringContaining("--ca-file") },
    });
  });
});

describe("a store that refuses the signature", () => {
  it("is told in its own words, and the signed address is in no message", async () => {
    await setAuthority(encode(store.authorityPem ?? ""));
    const secret = await currentSecret();
    const wrong = "[default]\naws_access_key_id=harness\naws_secret_access_key=wrong\n";
    await cluster.kubernetes.patch(secrets, secret, { kind: "merge", body: { data: { cloud: encode(wrong) } } });
    const reading = readLogs();
    await expect(reading).rejects.toMatchObject({
      code: "artefact-unreadable",
      details: { reason: expect.stringContaining("SignatureDoesNotMatch") },
    });
    await expect(reading).rejects.not.toThrow(/X-Amz/);
  });
});

/** How many lines the log of the newest backup has. */
async function readLogs(set?: string): Promise<number> {
  const context = cluster.context();
  const name = set ?? (await listBackupSets(context))[0]?.name ?? "";
  let lines = 0;
  for await (const _ of readBackupLogs(context, name, { part: "guestbook" })) lines += 1;
  return lines;
}

/** As somebody might change the location past Holdfast. */
async function setAuthority(caCert: string | null): Promise<void> {
  const body = { spec: { objectStorage: { caCert } } };
  await cluster.kubernetes.patch(backupStorageLocationType, location, { kind: "merge", body });
}

async function currentSecret() {
  const found = await cluster.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, location);
  return { namespace: "velero", name: found?.spec.credential?.name ?? "" };
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
