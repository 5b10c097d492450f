/**
 * The server with 10,000 Backups of 3 volumes each: memory, the first page, a change on its way to the page; and an
 * idle server's memory and processor. The peer is the stock CLI, which lists everything for its first line.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createKubernetesClient, secrets, type KubernetesClient, type KubernetesObject } from "@holdfast/kubernetes";
import { ensurePrograms } from "@holdfast/local-cluster";
import { hashPassword, passwordSecretKey, passwordSecretName } from "@holdfast/operations";
import { backupType, podVolumeBackupType } from "@holdfast/velero";
import { startControlPlane, startVelero, type ControlPlane } from "@holdfast/harness";
import { startServerProcess, type ServerProcess } from "../packages/server/test-support/server-process.ts";
import { signIn, type SignedIn } from "../packages/server/test-support/signed-in.ts";
import { execute, figures, milliseconds, percentile } from "./measure.ts";
import type { Result } from "./result.ts";

const backups = 10_000;
const volumesPerBackup = 3;
const writers = 24;
const pages = 100;
const changes = 20;
const tabs = 10;
const idleSeconds = 60;
const password = "benchmark-only-password";

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  const velero = await startVelero(plane);
  const client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-benchmark" });
  try {
    await prepareConsole(plane, client);
    const idle = await measureIdle(plane);
    await velero.kill();
    await inParallel(backups, (index) => createBackup(client, index));
    return [...idle, ...(await measureFull(plane, client))];
  } finally {
    await client.close();
    await velero.stop();
    await plane.stop();
  }
}

async function prepareConsole(plane: ControlPlane, client: KubernetesClient): Promise<void> {
  await plane.kubectl(["apply", "-f", new URL("../deploy/crds", import.meta.url).pathname]);
  await plane.kubectl(["create", "namespace", "holdfast"]);
  const secret: KubernetesObject & { readonly stringData: Readonly<Record<string, string>> } = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace: "holdfast", name: passwordSecretName },
    stringData: { [passwordSecretKey]: await hashPassword(password) },
  };
  await client.create(secrets, secret);
}

async function measureIdle(plane: ControlPlane): Promise<readonly Result[]> {
  const server = await startServerProcess({ kubeconfigPath: plane.kubeconfigPath, identity: "idle" });
  try {
    await awaitList(await signIn(server.address, password));
    await sleep(10_000);
    const before = await processorSeconds(server.pid);
    await sleep(idleSeconds * 1000);
    const share = (100 * ((await processorSeconds(server.pid)) - before)) / idleSeconds;
    const memory = await residentMebibytes(server.pid);
    return [
      { what: "idle server, memory", unit: "MiB", ours: memory, limit: "under 150 MiB", held: memory < 150 },
      { what: "idle server, of one core", unit: "%", ours: share, limit: "1 %", held: share <= 1 },
    ];
  } finally {
    await server.end("SIGKILL");
  }
}

async function measureFull(plane: ControlPlane, client: KubernetesClient): Promise<readonly Result[]> {
  const server = await startServerProcess({ kubeconfigPath: plane.kubeconfigPath, identity: "full" });
  try {
    const browser = await signIn(server.address, password);
    await awaitList(browser);
    const times: number[] = [];
    for (let page = 0; page < pages; page++) times.push(await milliseconds(() => readFirstPage(browser)));
    const { velero } = await ensurePrograms(["velero"]);
    const stock = await milliseconds(() => execute(velero, ["backup", "get", "--kubeconfig", plane.kubeconfigPath]));
    const seen = await measureChanges(browser, client);
    const lists = await measureTabs(plane, server.address);
    const memory = await residentMebibytes(server.pid);
    const p95 = percentile(times, 95);
    return [
      {
        what: `first page of ${backups} backups at the server (p95 of ${pages})`,
        unit: "ms",
        ours: p95,
        peer: { name: "velero backup get", figure: stock },
        limit: "under 150 ms",
        held: p95 < 150,
      },
      {
        what: `server's memory with ${backups} backups of ${volumesPerBackup} volumes`,
        unit: "MiB",
        ours: memory,
        limit: "under 300 MiB",
        held: memory < 300,
      },
      {
        what: `lists at the API server by ${tabs} tabs that are opened on the snapshots`,
        unit: "requests",
        ours: lists,
        limit: "none",
        held: lists === 0,
      },
      {
        what: `a change of phase until a page may read it (slowest of ${changes})`,
        unit: "ms",
        ours: figures(seen).maximum,
        limit: "under 1000 ms",
        held: figures(seen).maximum < 1000,
      },
    ];
  } finally {
    await server.end("SIGKILL");
  }
}

/** From the write of a Backup's phase to the list that shows it, as a page learns of it. */
async function measureChanges(browser: SignedIn, client: KubernetesClient): Promise<readonly number[]> {
  const closing = new AbortController();
  const stream = browser.changes(closing.signal);
  await stream.next();
  const seen: number[] = [];
  for (let change = 0; change < changes; change++) {
    const startedAt = performance.now();
    const body = { status: { phase: change % 2 === 0 ? "PartiallyFailed" : "Completed" } };
    await client.patch(backupType, { namespace: "velero", name: backupName(backups - 1) }, { kind: "merge", body });
    for (;;) {
      const next = await stream.next();
      if (next.done === true) throw new Error("the events ended");
      if (next.value.kind === "backup-sets") break;
    }
    await readFirstPage(browser);
    seen.push(performance.now() - startedAt);
  }
  closing.abort();
  return seen;
}

/** The fewest of three times: the server reads what the status rests on every half minute, tabs or none. */
async function measureTabs(plane: ControlPlane, address: string): Promise<number> {
  const lists: number[] = [];
  for (let time = 0; time < 3; time++) lists.push(await openTabs(plane, address));
  return Math.min(...lists);
}

/** Lists while tabs are opened and read what they show, each with a session of its own. */
async function openTabs(plane: ControlPlane, address: string): Promise<number> {
  const sessions = await Promise.all(Array.from({ length: tabs }, () => signIn(address, password)));
  const closing = new AbortController();
  const before = await countLists(plane);
  await Promise.all(
    sessions.map(async (browser) => {
      await browser.changes(closing.signal).next();
      await readFirstPage(browser);
      await (await browser.client.operations.$get()).text();
      await (await browser.client.status.$get()).text();
    }),
  );
  closing.abort();
  return (await countLists(plane)) - before;
}

/** As the API server counts them: of Velero's and Holdfast's kinds, and of the ConfigMaps that hold operations. */
async function countLists(plane: ControlPlane): Promise<number> {
  const metrics = await plane.kubectl(["get", "--raw", "/metrics"]);
  const ours = /group="(velero\.io|holdfast\.dev)"|group="",resource="configmaps"/;
  return metrics
    .split("\n")
    .filter((line) => line.startsWith("apiserver_request_total{") && line.includes('verb="LIST"'))
    .filter((line) => ours.test(line))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

async function readFirstPage({ client }: SignedIn): Promise<void> {
  const answer = await client.backups.$get({ query: {} });
  if (!answer.ok) throw new Error(`the list answers ${answer.status}`);
  await answer.text();
}

/** A server that has only just started is still reading. */
async function awaitList(browser: SignedIn): Promise<void> {
  const until = performance.now() + 300_000;
  while (performance.now() < until) {
    const answer = await browser.client.backups.$get({ query: {} });
    await answer.text();
    if (answer.ok) return;
    await sleep(200);
  }
  throw new Error("the server did not read the backups within five minutes");
}

function backupName(index: number): string {
  return `made-outside-${String(index).padStart(5, "0")}`;
}

async function createBackup(client: KubernetesClient, index: number): Promise<void> {
  const name = backupName(index);
  const at = new Date(1.7e12 + index * 60_000).toISOString();
  const backup: KubernetesObject & { readonly [field: string]: unknown } = {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace: "velero", labels: { "velero.io/storage-location": "default" } },
    spec: { storageLocation: "default", includedNamespaces: ["default"] },
    status: { phase: "Completed", startTimestamp: at, completionTimestamp: at },
  };
  await client.create(backupType, backup);
  for (let volume = 0; volume < volumesPerBackup; volume++) {
    const podVolumeBackup: KubernetesObject & { readonly [field: string]: unknown } = {
      apiVersion: "velero.io/v1",
      kind: "PodVolumeBackup",
      metadata: { name: `${name}-${volume}`, namespace: "velero", labels: { "velero.io/backup-name": name } },
      spec: {
        backupStorageLocation: "default",
        node: "node",
        pod: { kind: "Pod", namespace: "default", name: "pod" },
        repoIdentifier: "",
        uploaderType: "kopia",
        volume: `volume-${volume}`,
      },
      status: { phase: "Completed", progress: { bytesDone: 1024, totalBytes: 1024 }, snapshotID: "0" },
    };
    await client.create(podVolumeBackupType, podVolumeBackup);
  }
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const writer = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

async function residentMebibytes(pid: ServerProcess["pid"]): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1]) / 1024;
}

/** User and system time; the kernel counts in hundredths of a second. */
async function processorSeconds(pid: ServerProcess["pid"]): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
