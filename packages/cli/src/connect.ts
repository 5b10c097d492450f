import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault, defaultConsoleNamespace } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Clock, Context, Progress } from "@holdfast/operations";
import type { Cli } from "./command.ts";
import type { Output } from "./output.ts";
import type { GlobalOptions } from "./parse-input.ts";
import { version } from "./version.ts";

export interface Surroundings {
  readonly globals: GlobalOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  report(progress: Progress): void;
}

/** A Cli whose connection is made on first use; `close` ends it. */
export function connect(surroundings: Surroundings): Cli & { close(): Promise<void> } {
  let client: Promise<KubernetesClient> | undefined;
  const kubernetes = () => (client ??= openClient(surroundings.globals));
  return {
    output: surroundings.output,
    signal: surroundings.signal,
    environment: surroundings.environment,
    kubernetes,
    context: async () => contextOf(await kubernetes(), surroundings),
    read,
    close: async () => {
      await (await client?.catch(() => undefined))?.close();
    },
  };
}

/** Loaded here and not at the top: commands that need no cluster start without it. */
async function openClient(globals: GlobalOptions): Promise<KubernetesClient> {
  const { createKubernetesClient } = await import("@holdfast/kubernetes");
  return createKubernetesClient({
    ...(globals.kubeconfig === undefined ? {} : { kubeconfig: globals.kubeconfig }),
    ...(globals.context === undefined ? {} : { context: globals.context }),
    userAgent: `holdfast/${version}`,
  });
}

/** Whoever plans a backup's restore and then drives it reads the backup once. */
async function contextOf(kubernetes: KubernetesClient, surroundings: Surroundings): Promise<Context> {
  const { keepArtefacts } = await import("@holdfast/operations");
  const { globals, signal } = surroundings;
  const clock: Clock = {
    now: () => Date.now(),
    sleep: (milliseconds, given) => sleep(milliseconds, undefined, { signal: given ?? signal }),
  };
  return {
    kubernetes,
    clock,
    artefacts: keepArtefacts(clock),
    randomId,
    requestedBy: kubernetes.userName,
    version,
    consoleNamespace: globals.consoleNamespace ?? defaultConsoleNamespace,
    ...(globals.veleroNamespace === undefined ? {} : { veleroNamespace: globals.veleroNamespace }),
    signal,
    report: (progress) => surroundings.report(progress),
  };
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Each byte that would favour the first letters is drawn again. */
function randomId(length: number): string {
  let id = "";
  while (id.length < length) {
    const byte = randomBytes(1)[0] ?? 255;
    if (byte < 252) id += alphabet[byte % alphabet.length];
  }
  return id;
}

async function read(path: string): Promise<string> {
  try {
    if (path !== "-") return await readFile(path, "utf8");
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    throw new Fault("invalid-argument", `The file ${path} cannot be read`, {
      reason: error instanceof Error ? error.message : String(error),
      remedy: "Give the path of a readable file, or - for standard input",
      cause: error,
    });
  }
}
