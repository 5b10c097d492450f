import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ended {
  /** As a shell says it: 128 + n for a program ended by signal n. */
  readonly code: number;
  readonly stdout: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** "show" (default): on our stdout. "keep": returned in `stdout`. */
  readonly stdout?: "show" | "keep";
  /** Every line on our stdout, also of its stderr, begins with this: for programs that run beside each other. */
  readonly prefix?: string;
  /** When it aborts, the program and all that it has started are ended. */
  readonly signal?: AbortSignal;
}

const patienceMilliseconds = 2000;

/** Runs a program in the repository's folder, on our terminal. Never throws for a bad end: `code` says it. */
export async function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: repository,
    env: { ...process.env, ...options.environment },
    stdio: outputOf(options),
    // A process group of its own, which can be ended as a whole: a test runner's workers outlive it otherwise.
    detached: options.signal !== undefined,
  });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endGroup(child.pid);
  };
  options.signal?.addEventListener("abort", end, { once: true });
  let stdout = "";
  if (options.prefix !== undefined) showLines(child, options.prefix);
  else child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 137)));
  });
  await ending;
  return { code, stdout, milliseconds: performance.now() - startedAt };
}

function outputOf({ stdout, prefix }: RunOptions): StdioOptions {
  if (prefix !== undefined) return ["ignore", "pipe", "pipe"];
  return ["inherit", stdout === "keep" ? "pipe" : "inherit", "inherit"];
}

function showLines({ stdout, stderr }: ChildProcess, prefix: string): void {
  for (const input of [stdout, stderr]) {
    if (input !== null) createInterface({ input }).on("line", (line) => process.stdout.write(`${prefix}${line}\n`));
  }
}

/** Asks first, and asks no more after a while. Returns when nothing is left of it. */
async function endGroup(leader: number | undefined): Promise<void> {
  const until = performance.now() + patienceMilliseconds;
  signalGroup(leader, "SIGTERM");
  while (signalGroup(leader, performance.now() < until ? 0 : "SIGKILL")) await sleep(100);
}

/** False when nobody is left. */
function signalGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

export function seconds(ended: Ended): number {
  return ended.milliseconds / 1000;
}
