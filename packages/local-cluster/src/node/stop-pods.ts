import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { podProcesses, readCgroupLayout } from "./cgroups.ts";

const graceSeconds = 15;

/**
 * Asks every container of the node to end and waits for it, so that databases shut down in order. Runs inside the node's
 * pid namespace. Containers that ignore it die with the namespace, as at a power cut.
 */
export async function stopPods(clusterId: string): Promise<void> {
  const layout = await readCgroupLayout();
  if (layout === undefined) return;
  const signalled = new Set<number>();
  const deadline = Date.now() + graceSeconds * 1000;
  while (Date.now() < deadline) {
    const pids = await podProcesses(layout, clusterId);
    if (pids.length === 0) return;
    for (const pid of pids) {
      if (signalled.has(pid) || !(await isFirstOfContainer(pid))) continue;
      signalled.add(pid);
      terminate(pid);
    }
    await sleep(200);
  }
}

/** A container's first process has the number 1 in the innermost of its pid namespaces. */
async function isFirstOfContainer(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return innermostPid(status) === "1";
}

export function innermostPid(status: string): string | undefined {
  return /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).at(-1);
}

function terminate(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
