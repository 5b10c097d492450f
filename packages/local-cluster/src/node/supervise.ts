import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { BoundedLog } from "./bounded-log.ts";
import type { NodeProgram, NodeProgramName } from "./node-programs.ts";

/** What a program does now. Times are milliseconds since the epoch. */
export type ProgramStatus = { readonly name: NodeProgramName; readonly restarts: number } & (
  | { readonly stage: "waiting" }
  | { readonly stage: "running"; readonly pid: number; readonly since: number }
  | { readonly stage: "ended"; readonly outcome: string; readonly nextStart: number }
  | { readonly stage: "stopped" }
);

export interface SupervisedProgram {
  readonly name: NodeProgramName;
  status(): ProgramStatus;
  /** SIGTERM, then SIGKILL after the grace. Resolves when it has ended; it is not started again. */
  stop(graceSeconds: number): Promise<void>;
}

export interface SuperviseOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: BoundedLog;
  /** Resolves when the gates of the program are open; asked again before every start. */
  untilReady(program: NodeProgram): Promise<void>;
}

const second = 1000;

/** Quick at first, because at a start programs fail on each other; then ever slower. */
export function restartDelaySeconds(failuresInARow: number): number {
  return Math.min(15, 0.5 * 2 ** Math.min(Math.max(failuresInARow, 0), 10));
}

/** A program that ran this long was well: the next end counts as the first. */
const steadySeconds = 60;

/** Starts the program, and starts it again whenever it ends. */
export function supervise(program: NodeProgram, options: SuperviseOptions): SupervisedProgram {
  let status: ProgramStatus = { name: program.name, restarts: 0, stage: "waiting" };
  let child: ChildProcess | undefined;
  let failuresInARow = 0;
  const stopping = new AbortController();
  const { signal } = stopping;

  const runAgainAndAgain = async (): Promise<void> => {
    while (!signal.aborted) {
      await options.untilReady(program);
      if (signal.aborted) return;
      const since = Date.now();
      const outcome = await runOnce(program, options, (process) => {
        child = process;
        status = { name: program.name, restarts: status.restarts, stage: "running", pid: process.pid ?? 0, since };
      });
      child = undefined;
      if (signal.aborted) return;
      failuresInARow = Date.now() - since > steadySeconds * second ? 0 : failuresInARow + 1;
      const delay = restartDelaySeconds(failuresInARow - 1) * second;
      options.log.write(`${new Date().toISOString()} holdfast: ${program.name} ended: ${outcome}\n`);
      const nextStart = Date.now() + delay;
      status = { name: program.name, restarts: status.restarts + 1, stage: "ended", outcome, nextStart };
      await sleep(delay, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = runAgainAndAgain();

  return {
    name: program.name,
    status: () => status,
    async stop(graceSeconds) {
      stopping.abort();
      child?.kill("SIGTERM");
      const force = setTimeout(() => child?.kill("SIGKILL"), graceSeconds * second);
      // A closed gate is not waited for: nothing runs behind it.
      if (status.stage !== "waiting") await running;
      clearTimeout(force);
      status = { name: program.name, restarts: status.restarts, stage: "stopped" };
    },
  };
}

/** Resolves with how it ended, in words. */
function runOnce(
  program: NodeProgram,
  options: SuperviseOptions,
  onStart: (child: ChildProcess) => void,
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program.path, [...program.arguments], {
      env: { ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (text: Buffer) => options.log.write(text));
    child.stderr.on("data", (text: Buffer) => options.log.write(text));
    child.once("spawn", () => onStart(child));
    child.once("error", (error) => resolve(error.message));
    // Not "close": a program's own children may hold its pipes open for ever.
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`));
  });
}
