import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { LocalClusterError } from "../error.ts";

export interface LockOptions {
  /** Called once if somebody else holds it. */
  readonly onWait?: () => void;
}

/**
 * Runs `work` while this process alone, on this machine, holds the lock at `path`. The kernel holds it (flock), for a
 * child that ends with our end of its input: a killed holder leaves nothing behind that would have to be judged stale.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const holder = spawn("flock", [path, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = setTimeout(() => options.onWait?.(), 300);
  try {
    await Promise.race([once(holder.stdout, "data"), once(holder, "exit").then(refuseUnheld)]);
    clearTimeout(waiting);
    return await work();
  } finally {
    clearTimeout(waiting);
    const gone = holder.exitCode === null ? once(holder, "exit") : undefined;
    holder.stdin.end();
    await gone;
  }
}

function refuseUnheld(): never {
  throw new LocalClusterError("machine-unfit", "a lock on the cache could not be taken", {
    reason: "the program flock ended early",
    remedy: "Install the package util-linux, and see that the cache directory can be written to.",
  });
}
