import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface NamedLock {
  release(): Promise<void>;
}

/**
 * Only one process of the machine holds a name at a time; the kernel releases it when the process dies. It is a socket
 * in the abstract namespace, which leaves no file behind. Undefined when another process holds it.
 */
export async function tryNamedLock(name: string): Promise<NamedLock | undefined> {
  const server = createServer();
  const held = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(`\0holdfast-cluster-${name}`, () => resolve(true));
  });
  if (!held) return undefined;
  // The lock alone is no reason to go on living.
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Waits for the lock: for work that takes milliseconds. */
export async function withNamedLock<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  let lock = await tryNamedLock(name);
  while (lock === undefined) {
    await sleep(50);
    lock = await tryNamedLock(name);
  }
  try {
    return await act();
  } finally {
    await lock.release();
  }
}
