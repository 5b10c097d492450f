/**
 * A local cluster from nothing to a Ready node with Velero's location Available, with everything built: the time, the
 * memory it then takes, and how long a stopped one needs to be back. On a cluster and a state directory of its own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterStatus, ensureImages, ensurePrograms, defaultProgramNames, images } from "@holdfast/local-cluster";
import { execute, milliseconds } from "./measure.ts";
import type { Result } from "./result.ts";

const holdfast = fileURLToPath(new URL("../holdfast", import.meta.url));
const name = `bench-${process.pid}`;
const limitSeconds = 60;
const limitMebibytes = 2048;

export async function measure(): Promise<readonly Result[]> {
  await ensurePrograms(defaultProgramNames);
  await ensureImages(Object.values(images));
  const state = await mkdtemp(join(tmpdir(), "holdfast-bench-cluster-"));
  const saved = process.env["HOLDFAST_STATE"];
  process.env["HOLDFAST_STATE"] = state;
  try {
    return await measureHere(join(state, "clusters", name, "kubeconfig"));
  } finally {
    await execute(holdfast, ["cluster", "down", "--name", name]);
    if (saved === undefined) delete process.env["HOLDFAST_STATE"];
    else process.env["HOLDFAST_STATE"] = saved;
    await rm(state, { recursive: true, force: true });
  }
}

async function measureHere(kubeconfig: string): Promise<readonly Result[]> {
  const cluster = (verb: string) => execute(holdfast, ["cluster", verb, "--name", name]);
  const up = (await milliseconds(() => cluster("up"))) / 1000;
  const installed = (await milliseconds(() => installVelero(kubeconfig))) / 1000;
  const status = await clusterStatus(name);
  const bytes = status.stage === "running" ? (status.memoryBytes ?? Number.NaN) : Number.NaN;
  await cluster("stop");
  const back = (await milliseconds(() => cluster("start"))) / 1000;
  return [
    seconds("a Ready node with its add-ons", up, `${limitSeconds} s`, up <= limitSeconds),
    seconds(
      "with Velero and its location Available",
      up + installed,
      `${limitSeconds} s`,
      up + installed <= limitSeconds,
    ),
    seconds("a stopped one is back", back, `${limitSeconds} s`, back <= limitSeconds),
    {
      what: "memory of all its programs and pods",
      unit: "MiB",
      ours: bytes / 1024 ** 2,
      limit: `${limitMebibytes} MiB`,
      held: bytes / 1024 ** 2 <= limitMebibytes,
    },
  ];
}

async function installVelero(kubeconfig: string): Promise<void> {
  const { velero, veleroPluginForAws } = images;
  const chosen = ["--image", velero.name, "--plugin-image", veleroPluginForAws.name];
  await execute(holdfast, ["velero", "install", ...chosen, "--kubeconfig", kubeconfig]);
  await execute(holdfast, ["destination", "set", "internal", "--kubeconfig", kubeconfig]);
}

function seconds(what: string, ours: number, limit: string, held: boolean): Result {
  return { what, unit: "s", ours, limit, held };
}
