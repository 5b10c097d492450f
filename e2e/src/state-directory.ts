import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "holdfast-harness-";

/**
 * A directory for one harness's state, directly below the system's temporary directory. Its name carries who owns it,
 * so that the next run can tell the leavings of a killed one from a neighbour that is still at work.
 */
export async function createStateDirectory(): Promise<string> {
  await removeAbandonedDirectories();
  const startedAt = await startTimeOf(process.pid);
  return mkdtemp(join(tmpdir(), `${prefix}${process.pid}-${startedAt ?? 0}-`));
}

/** Programs that were just killed may still be closing files: an entry that reappears is removed again. */
export async function removeStateDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

async function removeAbandonedDirectories(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const owner = parseOwner(entry);
    if (owner === undefined) continue;
    if ((await startTimeOf(owner.pid)) !== owner.startedAt) await removeStateDirectory(join(tmpdir(), entry));
  }
}

export function parseOwner(entry: string): { readonly pid: number; readonly startedAt: string } | undefined {
  const match = new RegExp(`^${prefix}(\\d+)-(\\d+)-`).exec(entry);
  const [, pid, startedAt] = match ?? [];
  return pid === undefined || startedAt === undefined ? undefined : { pid: Number(pid), startedAt };
}

/** Clock ticks since the machine's boot; with the pid it names one process for ever. Undefined: no such process. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The program's name is in brackets and may hold spaces; what follows it is regular. Start time is field 22.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
