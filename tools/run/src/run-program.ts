import { spawn } from "node:child_process";
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
    stdio: ["inherit", options.stdout === "keep" ? "pipe" : "inherit", "inherit"],
    // A process group of its own, which can be ended as a whole: a test runner's workers outlive it otherwise.
    detached: options.signal !== undefined,
  });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endGroup(child.pid);
  };
  options.signal?.addEventListener("abort", end, { once: true });
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 137)));
  });
  await ending;
  return { code, stdout, milliseconds: performance.now() - startedAt };
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
