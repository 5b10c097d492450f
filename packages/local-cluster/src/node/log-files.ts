import { open } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterPaths } from "./cluster-paths.ts";
import { nodeProgramNames } from "./node-programs.ts";

/** The programs of the node, what supervises them, and what keeps the node. */
export const logNames = [...nodeProgramNames, "supervisor", "keeper"] as const;
export type LogName = (typeof logNames)[number];

export function logPath(paths: ClusterPaths, name: LogName): string {
  return join(paths.logs, `${name}.log`);
}

const tailBytes = 64 * 1024;

/** The last lines of a file; "" when there is none. */
export async function lastLines(path: string, count: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString().trimEnd().split("\n").slice(-count).join("\n");
  } finally {
    await file.close();
  }
}
