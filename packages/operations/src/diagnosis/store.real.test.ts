import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FindingCode } from "@holdfast/domain";
import { waitFor } from "@holdfast/harness";
import { secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType, veleroApiVersion } from "@holdfast/velero";
import type { BackupStorageLocation, BackupStorageLocationSpec } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { startSkewingProxy } from "../../test-support/skewing-proxy.ts";
import type { SkewingProxy } from "../../test-support/skewing-proxy.ts";
import { diagnoseInstallation } from "./diagnose.ts";

let cluster: RealCluster;
let proxy: SkewingProxy;

beforeAll(async () => {
  cluster = await startRealCluster();
  proxy = await startSkewingProxy(cluster.velero.s3.endpoint);
  await mkdir(join(cluster.velero.s3.directory, "photos", "holidays"), { recursive: true });
});

afterAll(async () => {
  await proxy?.stop();
  await cluster?.stop();
});

interface Wrong {
  readonly bucket?: string;
  readonly url?: string;
  readonly credentials?: string;
}

/** Another destination beside the good one, wrong in one point; returned when Velero has looked at it. */
async function addDestination(name: string, { bucket = "velero", url, credentials }: Wrong): Promise<void> {
  const { namespace, s3 } = cluster.velero;
  if (credentials !== undefined) {
    const data = { cloud: Buffer.from(credentials).toString("base64") };
    await cluster.kubernetes.create<KubernetesObject>(secrets, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data,
    } as KubernetesObject);
  }
  const spec: BackupStorageLocationSpec = {
    provider: "aws",
    objectStorage: { bucket },
    config: { region: s3.region, s3ForcePathStyle: "true", s3Url: url ?? s3.endpoint },
    ...(credentials === undefined ? {} : { credential: { name, key: "cloud" } }),
  };
  await cluster.kubernetes.create<BackupStorageLocation>(backupStorageLocationType, {
    apiVersion: veleroApiVersion,
    kind: "BackupStorageLocation",
    metadata: { name, namespace },
    spec,
  });
  const ask = async () => {
    const found = await cluster.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, { name, namespace });
    return found?.status?.phase === "Unavailable" ? true : undefined;
  };
  await waitFor(ask, { what: `${name} to be Unavailable`, evidence: () => cluster.velero.logTail(20) });
}

describe("a destination that Velero cannot use", () => {
  it("is not among the findings while there is none", async () => {
    const [now] = await diagnoseInstallation(cluster.context());
    expect(now?.findings.map(({ code }) => code).filter((code) => code !== "node-agent-missing")).toEqual([]);
  });

  it.each<[FindingCode, string, (parts: { readonly skewed: string }) => Wrong]>([
    ["bucket-missing", "no-bucket", () => ({ bucket: "nowhere" })],
    ["foreign-directories", "foreign", () => ({ bucket: "photos" })],
    [
      "wrong-credentials",
      "wrong-key",
      () => ({ credentials: "[default]\naws_access_key_id=nobody\naws_secret_access_key=nothing\n" }),
    ],
    [
      "wrong-credentials",
      "wrong-secret",
      () => ({ credentials: "[default]\naws_access_key_id=harness\naws_secret_access_key=wrong\n" }),
    ],
    ["clock-skew", "skewed", ({ skewed }) => ({ url: skewed })],
    ["store-unreachable", "away", () => ({ url: "http://127.0.0.1:1" })],
  ])("is diagnosed as %s from what the store really says: %s", async (code, name, wrong) => {
    await addDestination(name, wrong({ skewed: proxy.url }));
    const [now] = await diagnoseInstallation(cluster.context());
    const mine = now?.findings.filter(({ evidence }) => evidence.some((text) => text.includes(`Location ${name}:`)));
    expect(mine?.map((finding) => finding.code)).toEqual([code]);
    expect(mine?.[0]?.safeToIgnore).toBe("no");
    const { namespace } = cluster.velero;
    await cluster.kubernetes.delete(backupStorageLocationType, { name, namespace });
  });
});
