import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { once } from "node:events";

export interface ProcessSpec {
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logPath: string;
  /** It starts programs of its own (Velero its plugins): they get a pid namespace, so that they end with it. */
  readonly hasChildren?: boolean;
}

/**
 * One program that may be killed and started again, with the same arguments, any number of times.
 * It dies with this process, however this process ends.
 */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  #child: ChildProcess | undefined;

  constructor(spec: ProcessSpec) {
    this.spec = spec;
  }

  /** Undefined while it is not running. */
  get pid(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Does nothing when it runs already. Returns when it was started, not when it is ready. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    const log = openSync(this.spec.logPath, "a");
    try {
      const [file, ...rest] = commandLine(this.spec);
      const child = spawn(file, rest, {
        stdio: ["ignore", log, log],
        env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", ...this.spec.environment },
      });
      await once(child, "spawn");
      this.#child = child;
    } finally {
      closeSync(log);
    }
  }

  /** SIGKILL, as a power cut would do it; returns when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Throws, with the end of its log, if it ended by itself: a wait for it would be in vain. */
  async assertRunning(): Promise<void> {
    if (this.isRunning) return;
    throw new Error(`${this.spec.name} is not running:\n${await this.logTail()}`);
  }

  async logTail(lines = 20): Promise<string> {
    const text = await readFile(this.spec.logPath, "utf8").catch(() => "");
    return text.trimEnd().split("\n").slice(-lines).join("\n");
  }
}

function commandLine(spec: ProcessSpec): [string, ...string[]] {
  // The kernel sends the signal when the thread that started it ends: a killed test runner leaves nothing running.
  const dieWithParent = ["setpriv", "--pdeathsig", "KILL", "--"] as const;
  const ownNamespace = spec.hasChildren === true ? ["unshare", "--pid", "--fork", "--kill-child=KILL", "--"] : [];
  return [...dieWithParent, ...ownNamespace, spec.file, ...spec.arguments];
}
