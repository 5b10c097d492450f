import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const program = fileURLToPath(new URL("../../../holdfast", import.meta.url));

export interface Ended {
  /** 137 when it was killed, 130 when it was interrupted. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly kubeconfig?: string;
  readonly stdin?: string;
}

export async function runHoldfast(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startHoldfast(args, options).ended;
}

/** A command that runs and may be killed. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far on stdout and stderr. */
  said(): string;
}

function startHoldfast(args: readonly string[], { kubeconfig, stdin }: RunOptions): Running {
  const child = spawn(program, args, {
    env: { ...process.env, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end(stdin ?? "");
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject).on("close", (status, signal) => {
      const code = status ?? (signal === "SIGINT" ? 130 : 137);
      resolve({ code, stdout, stderr });
    });
  });
  return { process: child, ended, said: () => stdout + stderr };
}

/** The command line against one cluster, as a person types it. */
export interface CommandLine {
  /** Expects exit code 0 and returns stdout. */
  (...args: readonly string[]): Promise<string>;
  /** With -o json: expects 0 and returns the value. */
  json<Value>(...args: readonly string[]): Promise<Value>;
  /** Expects this exit code and returns the fault of -o json. */
  refused(code: number, ...args: readonly string[]): Promise<RefusedFault>;
  start(...args: readonly string[]): Running;
}

/** The one JSON form of a fault; see docs/decisions/0004. */
interface RefusedFault {
  readonly code: string;
  readonly message: string;
  readonly reason?: string;
  readonly remedy?: string;
}

export function commandLine(kubeconfig: string): CommandLine {
  const run = async (expected: number, args: readonly string[]): Promise<Ended> => {
    const ended = await runHoldfast(args, { kubeconfig });
    expect(ended.code, `holdfast ${args.join(" ")}\n${ended.stdout}\n${ended.stderr}`).toBe(expected);
    return ended;
  };
  return Object.assign(async (...args: readonly string[]) => (await run(0, args)).stdout, {
    json: async <Value>(...args: readonly string[]) =>
      JSON.parse((await run(0, [...args, "-o", "json"])).stdout) as Value,
    refused: async (code: number, ...args: readonly string[]) => {
      const { stderr } = await run(code, [...args, "-o", "json"]);
      return readFault(stderr);
    },
    start: (...args: readonly string[]) => startHoldfast(args, { kubeconfig }),
  });
}

/** Notes may come before it: the fault is the last JSON object on stderr. */
function readFault(stderr: string): RefusedFault {
  const start = stderr.search(/^\{/m);
  expect(start, `no fault on stderr:\n${stderr}`).toBeGreaterThanOrEqual(0);
  return (JSON.parse(stderr.slice(start)) as { readonly error: RefusedFault }).error;
}
