import { randomUUID } from "node:crypto";
import { startControlPlane, startVelero, waitFor, type ControlPlane, type VeleroProcess } from "@holdfast/harness";
import {
  createKubernetesClient,
  namespaces,
  services,
  type KubernetesClient,
  type UnstructuredObject,
} from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readText } from "../artefacts/bytes.ts";
import { listContents, readContents } from "../artefacts/contents.ts";
import { readLog } from "../artefacts/log.ts";
import { parseResourceList } from "../artefacts/resource-list.ts";
import { parseResults } from "../artefacts/results.ts";
import { parseVolumeInfos } from "../artefacts/volume-info.ts";
import type { Backup } from "../resources/backup.ts";
import type { DownloadRequest, DownloadTargetKind } from "../resources/requests.ts";
import { backupStorageLocationType, backupType, downloadRequestType } from "../resources/resource-types.ts";
import { download } from "./download.ts";
import { fetchArtefact } from "./fetch-artefact.ts";
import { waitForUrl } from "./wait-for-url.ts";

const namespace = "velero";
const name = "shop-1";
let plane: ControlPlane;
let velero: VeleroProcess;
let client: KubernetesClient;

beforeAll(async () => {
  plane = await startControlPlane();
  velero = await startVelero(plane);
  client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast/test" });
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  await plane.kubectl(["-n", "shop", "create", "configmap", "greeting", "--from-literal=text=hello"]);
  await client.create<Backup>(backupType, {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace },
    spec: { includedNamespaces: ["shop"] },
  });
  await waitFor(
    async () =>
      (await client.get<Backup>(backupType, { name, namespace }))?.status?.phase === "Completed" ? true : undefined,
    { what: "the backup" },
  );
});

afterAll(async () => {
  await client?.close();
  await velero?.stop();
  await plane?.stop();
});

const options = () => ({ signal: AbortSignal.timeout(60_000) });

async function open(kind: DownloadTargetKind) {
  const stream = await download(client, namespace, { kind, name }, options());
  if (stream === undefined) throw new Error(`no ${kind}`);
  return stream;
}

describe("the artefacts of a real backup", () => {
  it("are read as what they are", async () => {
    expect(parseResults(await readText(await open("BackupResults")))).toEqual({ warnings: [], errors: [] });
    expect(parseVolumeInfos(await readText(await open("BackupVolumeInfos")))).toEqual([]);
    expect(parseResourceList(await readText(await open("BackupResourceList")))).toContainEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "shop",
      name: "greeting",
    });
  });

  it("hold a log whose every line is understood", async () => {
    const levels = new Set<string>();
    for await (const line of readLog(await open("BackupLog"))) levels.add(line.level);
    expect([...levels]).not.toContain("unknown");
    expect(levels.size).toBeGreaterThan(0);
  });

  it("hold each object once, and its content", async () => {
    const greetings: string[] = [];
    for await (const entry of listContents(await open("BackupContents"))) {
      if (entry.name === "greeting") greetings.push(`${entry.resource} ${entry.namespace ?? ""}`);
    }
    expect(greetings).toEqual(["configmaps shop"]);
    for await (const { object } of readContents(await open("BackupContents"), (entry) => entry.name === "greeting")) {
      expect(object).toMatchObject({ data: { text: "hello" } });
    }
  });

  it("are absent, not a fault, when Velero wrote none", async () => {
    expect(await download(client, namespace, { kind: "CSIBackupVolumeSnapshots", name }, options())).toBeUndefined();
  });

  it("leave no DownloadRequest behind", async () => {
    await (await open("BackupLog")).resume().toArray();
    expect(await client.listAll(downloadRequestType, { namespace })).toEqual([]);
  });
});

describe("an artefact that cannot be had", () => {
  it("says the store's own words when the signature is refused", async () => {
    const request = await client.create<DownloadRequest>(downloadRequestType, {
      apiVersion: "velero.io/v1",
      kind: "DownloadRequest",
      metadata: { name: randomUUID(), namespace },
      spec: { target: { kind: "BackupLog", name } },
    });
    const patience = { ...options(), deadlineMilliseconds: 30_000 };
    const url = await waitForUrl(client, request, patience);
    await client.delete(downloadRequestType, { namespace, name: request.metadata.name });
    const tampered = url.replace(/X-Amz-Signature=[0-9a-f]{4}/, "X-Amz-Signature=0000");
    const fetching = fetchArtefact({
      client,
      veleroNamespace: namespace,
      url: tampered,
      trust: { insecure: false },
      insideCluster: false,
      ...patience,
    });
    await expect(fetching).rejects.toMatchObject({
      code: "artefact-unreadable",
      details: { reason: expect.stringContaining("SignatureDoesNotMatch") },
    });
    await expect(fetching).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining("X-Amz") }));
  });

  it("names publicUrl when the store is a Service without a Ready pod", async () => {
    await client.create<UnstructuredObject>(services, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "store", namespace },
      spec: { ports: [{ port: 9000 }] },
    });
    await setPublicUrl(`http://store.${namespace}.svc:9000`);
    try {
      await expect(open("BackupLog")).rejects.toMatchObject({
        code: "artefact-unreadable",
        details: { reason: expect.stringContaining("no Ready pod"), remedy: expect.stringContaining("publicUrl") },
      });
    } finally {
      await setPublicUrl(undefined);
    }
  });

  it("is a fault with where to look when Velero does not run", async () => {
    await velero.kill();
    const reading = download(
      client,
      namespace,
      { kind: "BackupLog", name },
      { ...options(), deadlineMilliseconds: 1000 },
    );
    await expect(reading).rejects.toMatchObject({
      code: "deadline-passed",
      details: { remedy: expect.stringContaining("velero status") },
    });
    expect(await client.listAll(downloadRequestType, { namespace })).toEqual([]);
  });
});

async function setPublicUrl(publicUrl: string | undefined): Promise<void> {
  const body = { spec: { config: { publicUrl: publicUrl ?? null } } };
  await client.patch(backupStorageLocationType, { namespace, name: "default" }, { kind: "merge", body });
}
