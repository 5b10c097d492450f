import { readFile } from "node:fs/promises";
import { clusterProcesses, readCgroupLayout, type CgroupLayout } from "./cgroups.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, type ClusterPaths } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { withCommandLock } from "./command-lock.ts";
import { releaseHostSettings } from "./host-settings.ts";
import { findKeeper, removeKeeperRecord } from "./keeper-record.ts";
import { logPath } from "./log-files.ts";
import { askToStop } from "./node-socket.ts";
import { isAlive } from "./process-identity.ts";
import { waitUntil } from "./wait-until.ts";

export interface StopOptions {
  readonly name?: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** Ends the containers in order, then the programs. The data stays. Stopping a stopped cluster is fine. */
export async function stopCluster(options: StopOptions): Promise<void> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  await requireRecord(paths);
  await withCommandLock(paths, async () => {
    const keeper = await findKeeper(paths);
    if (keeper !== undefined) {
      options.report("Stopping the containers, then the programs of the node");
      const stopped = await askToStop(paths.socket).then(
        () => true,
        () => false,
      );
      // A node that does not answer is ended below.
      if (stopped) {
        await waitUntil(
          async () =>
            isAlive(keeper.keeper) ? { kind: "waiting", missing: "its end" } : { kind: "reached", value: 0 },
          {
            goal: "the node's keeper",
            deadlineSeconds: 10,
            where: logPath(paths, "keeper"),
            ...options,
            report: () => {},
          },
        ).catch(() => undefined);
      }
    }
    await endProcesses(paths, options);
    await releaseHostSettings(paths.state);
  });
}

/** Kills whatever is left of the node, whoever started it, and returns when nothing runs. */
export async function endProcesses(paths: ClusterPaths, options: Pick<StopOptions, "signal">): Promise<void> {
  const layout = await readCgroupLayout();
  // The keeper first: it would start the node again, and the kernel ends the node with it.
  const keeper = (await findKeeper(paths))?.keeper.pid;
  if (keeper !== undefined) kill(keeper);
  if (layout !== undefined) await endGroups(paths, layout, options.signal);
  await removeKeeperRecord(paths);
}

async function endGroups(paths: ClusterPaths, layout: CgroupLayout, signal: AbortSignal): Promise<void> {
  await waitUntil(
    async () => {
      const pids = await clusterProcesses(layout, paths.id);
      if (pids.length === 0) return { kind: "reached", value: undefined };
      for (const pid of pids) kill(pid);
      return { kind: "waiting", missing: await describeProcesses(pids) };
    },
    { goal: "the end of the node's processes", deadlineSeconds: 60, signal, report: () => {}, where: paths.logs },
  );
}

async function describeProcesses(pids: readonly number[]): Promise<string> {
  const names = await Promise.all(
    pids.slice(0, 5).map(async (pid) => {
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
      return `${name.trim()} (${pid})`;
    }),
  );
  return names.join(", ");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
