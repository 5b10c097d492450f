import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { LocalClusterError } from "../error.ts";
import type { ClusterPaths } from "./cluster-paths.ts";
import { findNodeProcess } from "./keeper-record.ts";

export interface EnterOptions {
  readonly stdio: StdioOptions;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program inside the namespaces of the running node. */
export async function enterNode(
  paths: ClusterPaths,
  command: readonly string[],
  options: EnterOptions,
): Promise<ChildProcess> {
  const target = await findNodeProcess(paths);
  if (target === undefined) throw notRunning(paths);
  const namespaces = ["--mount", "--net", "--pid", "--uts", "--ipc"];
  return spawn("nsenter", ["--target", String(target), ...namespaces, "--", ...command], {
    stdio: options.stdio,
    env: {
      PATH: `${paths.programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: "/root",
      LANG: "C.UTF-8",
      ...options.environment,
    },
  });
}

export function notRunning(paths: ClusterPaths): LocalClusterError {
  return new LocalClusterError("conflict", `The cluster ${paths.name} is not running`, {
    remedy: `holdfast cluster start --name ${paths.name}`,
    where: paths.state,
  });
}

/** What the command wrote to stdout. Another end than 0 throws with what it wrote to stderr. */
export async function runInNode(paths: ClusterPaths, command: readonly string[], input?: Readable): Promise<string> {
  const child = await enterNode(paths, command, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", resolve);
  });
  if (input !== undefined && child.stdin !== null) {
    // The command ends without reading everything: its exit code says why.
    child.stdin.on("error", () => input.destroy());
    input.pipe(child.stdin);
  }
  const [out, err, code] = await Promise.all([readAll(child.stdout), readAll(child.stderr), ended]);
  if (code === 0) return out;
  throw new LocalClusterError("boot-failed", `${command.slice(0, 4).join(" ")} failed inside the node`, {
    reason: err.trim() === "" ? `exit code ${String(code)}` : err.trim(),
    remedy: `holdfast cluster logs containerd --name ${paths.name} says more`,
  });
}

function readAll(stream: Readable | null): Promise<string> {
  return stream === null ? Promise.resolve("") : text(stream);
}
