import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LocalClusterError } from "../error.ts";
import type { ClusterPaths } from "./cluster-paths.ts";
import { takeHostSettings } from "./host-settings.ts";
import { findKeeper } from "./keeper-record.ts";
import { lastLines, logPath } from "./log-files.ts";
import { askReport } from "./node-socket.ts";
import { isAlive } from "./process-identity.ts";
import { waitUntil, type Observation } from "./wait-until.ts";

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Starts the keeper unless it runs, and returns when the node answers on its socket. */
export async function ensureKeeper(paths: ClusterPaths, options: StartOptions): Promise<void> {
  const existing = await findKeeper(paths);
  const pid = existing === undefined ? await startKeeper(paths) : existing.keeper.pid;
  await waitUntil(() => lookForNode(paths, pid), {
    goal: "the node's supervisor",
    deadlineSeconds: 60,
    where: logPath(paths, "supervisor"),
    ...options,
  });
}

async function startKeeper(paths: ClusterPaths): Promise<number> {
  await takeHostSettings(paths.state);
  for (const directory of nodeDirectories(paths)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const log = openSync(logPath(paths, "keeper"), "a");
  const program = fileURLToPath(new URL("./keeper-main.ts", import.meta.url));
  const keeper = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, paths.name], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    env: keeperEnvironment(),
  });
  closeSync(log);
  keeper.unref();
  if (keeper.pid === undefined) throw new Error(`${process.execPath} could not be started`);
  return keeper.pid;
}

function nodeDirectories(paths: ClusterPaths): readonly string[] {
  const { programs, configuration, logs, podLogs, etcd, containerd, kubelet, volumes } = paths;
  return [paths.state, programs, configuration, logs, podLogs, etcd, containerd, kubelet, volumes];
}

/** Nothing of the caller's environment, which may hold secrets, stays in a process that lives for weeks. */
function keeperEnvironment(): Record<string, string> {
  const state = process.env["HOLDFAST_STATE"];
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "C.UTF-8",
    ...(state === undefined ? {} : { HOLDFAST_STATE: state }),
  };
}

async function lookForNode(paths: ClusterPaths, pid: number): Promise<Observation<void>> {
  const answered = await askReport(paths.socket).then(
    () => true,
    () => false,
  );
  const record = await findKeeper(paths);
  if (answered && record !== undefined) return { kind: "reached", value: undefined };
  const lives = record === undefined ? pidExists(pid) : isAlive(record.keeper);
  if (lives) return { kind: "waiting", missing: "namespaces, mounts and addresses" };
  throw new LocalClusterError("boot-failed", `The keeper of the cluster ${paths.name} ended at once`, {
    reason: (await lastLines(logPath(paths, "keeper"), 8)) || "it said nothing",
    remedy: "Remove the cause that it names, and run the command again",
    where: logPath(paths, "keeper"),
  });
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
