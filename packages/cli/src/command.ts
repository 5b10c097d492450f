import type { Context } from "@holdfast/operations";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Output } from "./output.ts";

/** One command = one file `<noun>-<verb>.ts` whose default export is a CommandSpec. */
export interface CommandSpec {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Paragraphs and examples, shown by --help below the usage. */
  readonly help?: string;
  /** Commander's notation, e.g. ["<name>", "name of the backup set"] or ["[paths...]", "…"]. */
  readonly arguments?: readonly (readonly [notation: string, description: string])[];
  /** Commander's notation, e.g. ["--app <slug>", "only this application"]; a third entry is the default. */
  readonly options?: readonly (readonly [
    notation: string,
    description: string,
    defaultValue?: string | boolean | readonly string[],
  ])[];
  /** Option values may be given several times when listed here by long name without dashes. */
  readonly repeatable?: readonly string[];
  /** It asks no cluster of a kubeconfig, so the options that choose one are not offered. */
  readonly offline?: true;
  run(cli: Cli, input: CommandInput): Promise<void>;
}

export interface CommandInput {
  /** Positional arguments in order; a variadic one is an array. */
  readonly args: readonly (string | readonly string[] | undefined)[];
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
  /** A positive whole number; anything else is a usage fault naming the option. */
  count(option: string): number | undefined;
}

/** What a command may touch. Connections are made on first use. */
export interface Cli {
  readonly output: Output;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  kubernetes(): Promise<KubernetesClient>;
  /** The use cases' context, with progress shown on stderr at a terminal. */
  context(): Promise<Context>;
  /** Whole content of a file, or of stdin for "-". Missing or unreadable: a Fault. */
  read(path: string): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
