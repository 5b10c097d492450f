import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createKubernetesClient, type KubernetesClient } from "@holdfast/kubernetes";
import { repository, runProgram } from "./run-program.ts";

export const clusterName = "holdfast";

/** What the parts share: the command line as a user types it, and what earlier parts found out. */
export interface FirstRun {
  /** This run's own files: a key, licenses, a copy of a release. Kept for the next run. */
  readonly directory: string;
  /** Shows the command, runs it on the terminal, and fails the part when it does not end with 0. */
  holdfast(...args: readonly string[]): Promise<void>;
  /** The same with `-o json`; returns the value. */
  ask<Value>(...args: readonly string[]): Promise<Value>;
  /** The same, and what it printed. */
  print(...args: readonly string[]): Promise<string>;
  /** Set once the cluster is up. */
  useKubeconfig(path: string): void;
  kubeconfig(): string;
  client(): Promise<KubernetesClient>;
  say(text: string): void;
  /** No command is started any more; one that runs is left to end in its own way, for the terminal has told it too. */
  interrupt(): void;
  /** Rejects with PartFailed after `interrupt`, as soon as no command runs. */
  readonly interrupted: Promise<never>;
  close(): Promise<void>;
}

/** May be run again, after itself or after an interruption. Returns what happened, in a few words. */
export interface Part {
  readonly title: string;
  run(run: FirstRun): Promise<string>;
}

/** An expected end of a part: the words say why, or the command has said it. */
export class PartFailed extends Error {
  override readonly name = "PartFailed";
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** By Ctrl-C. */
class Interrupted extends PartFailed {
  constructor() {
    super("interrupted", 130);
  }
}

export function openFirstRun(): FirstRun {
  const state = resolve(process.env["HOLDFAST_STATE"] ?? "/var/lib/holdfast");
  const directory = join(state, "first-run");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let kubeconfig: string | undefined;
  let client: Promise<KubernetesClient> | undefined;
  let isInterrupted = false;
  let running = 0;
  const ending = new AbortController();
  const interrupted = new Promise<never>((_, reject) =>
    ending.signal.addEventListener("abort", () => reject(new Interrupted())),
  );
  // Who waits for it is told; nobody has to.
  interrupted.catch(() => undefined);

  function clusterKubeconfig(): string {
    if (kubeconfig === undefined) throw new Error("the cluster is not up yet");
    return kubeconfig;
  }

  async function run(args: readonly string[], stdout: "show" | "keep"): Promise<string> {
    if (isInterrupted) throw new Interrupted();
    say(`$ ./holdfast ${args.map(quote).join(" ")}`);
    const environment = kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig };
    running += 1;
    const ended = await runProgram(join(repository, "holdfast"), args, { environment, stdout });
    running -= 1;
    if (isInterrupted) ending.abort();
    if (ended.code !== 0) throw new PartFailed(`the command above ended with ${ended.code}`, ended.code);
    return ended.stdout;
  }

  return {
    directory,
    holdfast: async (...args) => {
      await run(args, "show");
    },
    ask: async <Value>(...args: readonly string[]) => JSON.parse(await run([...args, "-o", "json"], "keep")) as Value,
    print: (...args) => run(args, "keep"),
    useKubeconfig: (path) => {
      kubeconfig = path;
    },
    kubeconfig: clusterKubeconfig,
    client: () =>
      (client ??= createKubernetesClient({ kubeconfig: clusterKubeconfig(), userAgent: "holdfast-first-run" })),
    say,
    interrupt: () => {
      isInterrupted = true;
      if (running === 0) ending.abort();
    },
    interrupted,
    close: async () => {
      await (await client)?.close();
    },
  };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
