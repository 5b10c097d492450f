import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalClusterError } from "../error.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { logNames, logPath, type LogName } from "./log-files.ts";

export interface FollowOptions {
  readonly name?: string;
  readonly program: string;
  /** Goes on with what is written from now on, until the signal. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

const pauseMilliseconds = 300;

/** The log of one program, oldest first. */
export async function* followLog(options: FollowOptions): AsyncGenerator<Buffer> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  await requireRecord(paths);
  const path = logPath(paths, checkLogName(options.program));
  yield* readFrom(`${path}.1`, 0);
  let offset = 0;
  let file = await inode(path);
  for (;;) {
    for await (const chunk of readFrom(path, offset)) {
      offset += chunk.length;
      yield chunk;
    }
    if (!options.follow || options.signal.aborted) return;
    await sleep(pauseMilliseconds, undefined, { signal: options.signal }).catch(() => undefined);
    const now = await inode(path);
    // The log was full and begins anew.
    if (now !== file) offset = 0;
    file = now;
  }
}

function checkLogName(program: string): LogName {
  const found = logNames.find((name) => name === program);
  if (found !== undefined) return found;
  throw new LocalClusterError("invalid-argument", `A node has no program "${program}"`, {
    remedy: `Give one of ${logNames.join(", ")}`,
  });
}

async function* readFrom(path: string, offset: number): AsyncGenerator<Buffer> {
  if ((await inode(path)) === undefined) return;
  for await (const chunk of createReadStream(path, { start: offset })) yield chunk as Buffer;
}

async function inode(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.ino;
}
