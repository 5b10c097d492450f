import { spawn } from "node:child_process";
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
  /** When it aborts, the program gets SIGTERM. */
  readonly signal?: AbortSignal;
}

/** Runs a program in the repository's folder, on our terminal. Never throws for a bad end: `code` says it. */
export async function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: repository,
    env: { ...process.env, ...options.environment },
    stdio: ["inherit", options.stdout === "keep" ? "pipe" : "inherit", "inherit"],
  });
  options.signal?.addEventListener("abort", () => child.kill("SIGTERM"));
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 137)));
  });
  return { code, stdout, milliseconds: performance.now() - startedAt };
}

export function seconds(ended: Ended): number {
  return ended.milliseconds / 1000;
}
