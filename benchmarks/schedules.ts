/**
 * 1,000 schedules: a simulated month of their decisions, and minutes of a real controller on a real API server and Velero.
 * An hour has 60 minutes, so that 17 of them, each of another application, come at every one.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { nextSlots, readTiming } from "@holdfast/domain";
import type { Timing } from "@holdfast/domain";
import { startControlPlane, startVelero } from "@holdfast/harness";
import { configMaps, createKubernetesClient, startStore, systemClock } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { controllers, operationRecordSelector } from "@holdfast/operations";
import type { Context, OperationRecord } from "@holdfast/operations";
import { SimulatedSchedule } from "../packages/domain/test-support/simulated-schedule.ts";
import { installApplications } from "./applications.ts";
import { percentile } from "./measure.ts";
import type { Result } from "./result.ts";

const schedules = 1_000;
const applications = Math.ceil(schedules / 60);
const simulatedDays = 30;
const dayMilliseconds = 24 * 3600 * 1000;
const idleSeconds = 60;
const firingSeconds = 310;
const limitPercent = 1;
const limitMilliseconds = 1_000;

export async function measure(): Promise<readonly Result[]> {
  return [...measureSimulated(), ...(await measureReal())];
}

function measureSimulated(): readonly Result[] {
  const start = Date.parse("2026-03-10T00:00:00Z");
  const late: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < schedules; index += 1) {
    const world = new SimulatedSchedule(start, {
      timing: timingOf(`${index % 60} ${index % 24} * * *`, "Europe/Berlin"),
    });
    world.awake(simulatedDays * dayMilliseconds);
    const slots = nextSlots(world.timing, start, world.begun.size);
    late.push(...[...world.begunAt.values()].map((begunAt, one) => begunAt - (slots[one] ?? 0)));
  }
  const used = processorMilliseconds(before) / (simulatedDays * dayMilliseconds);
  return [
    percentOf("daily schedules, decisions of 30 simulated days", used),
    lateness("daily schedules on a simulated clock", late),
  ];
}

function timingOf(when: string, timeZone: string): Timing {
  const reading = readTiming(when, timeZone);
  if (reading.kind === "refused") throw new Error(reading.reason);
  return reading.timing;
}

const scheduleType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "BackupSchedule",
  plural: "backupschedules",
  namespaced: true,
};

async function measureReal(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  const velero = await startVelero(plane);
  const client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-benchmark" });
  try {
    await installApplications(plane, slugs());
    await plane.kubectl(["create", "namespace", "holdfast"]);
    const idle = await measureIdle(client);
    return [...idle, ...(await measureFiring(client))];
  } finally {
    await client.close();
    await velero.stop();
    await plane.stop();
  }
}

function slugs(): readonly string[] {
  return Array.from({ length: applications }, (_, index) => `app-${index}`);
}

/** All of them come once a year. */
async function measureIdle(client: KubernetesClient): Promise<readonly Result[]> {
  await makeSchedules(client, "idle", () => "0 0 1 1 *");
  const stop = runController(client);
  await sleep(15_000);
  const before = process.cpuUsage();
  await sleep(idleSeconds * 1000);
  const used = processorMilliseconds(before) / (idleSeconds * 1000);
  await stop();
  await removeSchedules(client, "idle");
  return [percentOf(`schedules that wait, ${idleSeconds} s`, used)];
}

/** All of them come every hour; records are ended at once, since Velero's work is not what is measured. */
async function measureFiring(client: KubernetesClient): Promise<readonly Result[]> {
  await makeSchedules(client, "hourly", (index) => `${index % 60} * * * *`);
  const stop = runController(client);
  const stopEnding = endRecords(client);
  await sleep(15_000);
  const before = process.cpuUsage();
  await sleep(firingSeconds * 1000);
  const used = processorMilliseconds(before);
  await stop();
  stopEnding();
  const late = await readLateness(client);
  const perBackup = used / late.length;
  process.stdout.write(
    `  ${late.length} backups were begun in ${firingSeconds} s, with ${perBackup.toFixed(0)} ms of processor each\n`,
  );
  return [
    percentOf("daily schedules, by the processor time of each that came", (perBackup * schedules) / dayMilliseconds),
    lateness("schedules of every hour on a real cluster", late),
  ];
}

async function makeSchedules(client: KubernetesClient, prefix: string, cron: (index: number) => string): Promise<void> {
  for (let index = 0; index < schedules; index += 1) {
    const object = {
      apiVersion: "holdfast.dev/v1alpha1",
      kind: "BackupSchedule",
      metadata: {
        name: `${prefix}-${index}`,
        namespace: "holdfast",
        labels: { "holdfast.dev/record": "backupschedule" },
      },
      spec: {
        id: `${prefix}${index}`,
        application: `app-${Math.floor(index / 60)}`,
        cron: cron(index),
        timeZone: "Europe/Berlin",
      },
    };
    await client.create<KubernetesObject>(scheduleType, object);
  }
}

async function removeSchedules(client: KubernetesClient, prefix: string): Promise<void> {
  for (let index = 0; index < schedules; index += 1) {
    await client.delete(scheduleType, { name: `${prefix}-${index}`, namespace: "holdfast" });
  }
}

/** The same that a leading server runs. Returns what ends it. */
function runController(client: KubernetesClient): () => Promise<void> {
  const ending = new AbortController();
  const context: Context = {
    kubernetes: client,
    clock: systemClock,
    randomId: (length) => Math.random().toString(36).slice(2).padEnd(length, "0").slice(0, length),
    requestedBy: "benchmark",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal: ending.signal,
    report: () => undefined,
  };
  const running = controllers.find(({ name }) => name === "schedules")?.run(context);
  return async () => {
    ending.abort();
    await running;
  };
}

interface StoredRecord extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Stands for a driver: every operation that is written is over at once. Returns what ends it. */
function endRecords(client: KubernetesClient): () => void {
  const ending = new AbortController();
  const query = { namespace: "holdfast-operations", labelSelector: operationRecordSelector };
  const store = startStore<StoredRecord, StoredRecord>({
    client,
    type: configMaps,
    query,
    project: (object) => object,
    clock: systemClock,
    signal: ending.signal,
  });
  void (async () => {
    for await (const { view } of store.changes(ending.signal)) await endRecord(client, view);
  })();
  return () => ending.abort();
}

async function endRecord(client: KubernetesClient, object: StoredRecord): Promise<void> {
  const record = JSON.parse(object.data?.["record"] ?? "{}") as OperationRecord;
  if (record.state.stage !== "pending") return;
  const state = { stage: "done", at: new Date().toISOString(), summary: "not made" };
  await client.replace(configMaps, { ...object, data: { record: JSON.stringify({ ...record, state }) } });
}

/** How long after its time each backup was written down. */
async function readLateness(client: KubernetesClient): Promise<readonly number[]> {
  const found = await client.listAll<StoredRecord>(configMaps, {
    namespace: "holdfast-operations",
    labelSelector: operationRecordSelector,
  });
  return found.map(({ data }) => {
    const { id, createdAt } = JSON.parse(data?.["record"] ?? "{}") as OperationRecord;
    const [, year, month, day, hour, minute, second] = /(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/u.exec(id) ?? [];
    return Date.parse(createdAt) - Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  });
}

function processorMilliseconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function percentOf(what: string, share: number): Result {
  const ours = share * 100;
  return {
    what: `${schedules} ${what}, of one core`,
    unit: "%",
    ours,
    limit: `${limitPercent} %`,
    held: ours < limitPercent,
  };
}

function lateness(what: string, late: readonly number[]): Result {
  const ours = percentile(late, 99);
  return {
    what: `${schedules} ${what}, ${late.length} backups begun after their time, p99`,
    unit: "ms",
    ours,
    limit: `${limitMilliseconds} ms`,
    held: late.length > 0 && ours <= limitMilliseconds,
  };
}
