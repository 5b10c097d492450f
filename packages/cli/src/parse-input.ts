import { Command, CommanderError, Option } from "commander";
import { Fault } from "@holdfast/domain";
import type { CommandInput, CommandSpec } from "./command.ts";

export interface GlobalOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly consoleNamespace?: string;
  readonly veleroNamespace?: string;
  readonly output: "table" | "json" | "yaml";
  readonly quiet: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly input: CommandInput; readonly globals: GlobalOptions }
  | { readonly kind: "help"; readonly text: string };

/** Parses what follows the command words. Bad usage is an "invalid-argument" Fault with the usage line as remedy. */
export function parseInput(name: string, spec: CommandSpec, rest: readonly string[]): Parsed {
  const command = buildCommand(name, spec);
  const printed: string[] = [];
  command.configureOutput({
    getOutHelpWidth: () => 110,
    writeOut: (text) => printed.push(text),
    writeErr: () => {},
    outputError: () => {},
  });
  try {
    command.parse([...rest], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: printed.join("") };
    throw new Fault("invalid-argument", error.message.replace(/^error: /, ""), {
      remedy: `Usage: holdfast ${name} ${command.usage()}; see holdfast ${name} --help`,
    });
  }
  const values = command.opts<Record<string, unknown>>();
  return { kind: "run", input: commandInput(command.processedArgs, values), globals: globalOptions(values) };
}

function buildCommand(name: string, spec: CommandSpec): Command {
  const command = new Command(`holdfast ${name}`).description(spec.summary).exitOverride().allowExcessArguments(false);
  for (const [notation, description] of spec.arguments ?? []) command.argument(notation, description);
  for (const [notation, description, defaultValue] of spec.options ?? []) {
    const option = new Option(notation, description);
    if (defaultValue !== undefined) option.default(defaultValue);
    if (spec.repeatable?.includes(option.long?.replace(/^--/, "") ?? "") === true) {
      option.argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value]);
    }
    command.addOption(option);
  }
  if (spec.offline !== true) addClusterOptions(command);
  command
    .addOption(new Option("-o, --output <format>", "output format").choices(["table", "json", "yaml"]).default("table"))
    .option("-q, --quiet", "results only, no progress and no notes");
  if (spec.help !== undefined) command.addHelpText("after", `\n${spec.help}`);
  return command;
}

function addClusterOptions(command: Command): void {
  command
    .option("--kubeconfig <file>", "kubeconfig to use (default: $KUBECONFIG, then ~/.kube/config)")
    .option("--context <name>", "context of the kubeconfig")
    .option("--console-namespace <name>", "namespace of the console's records")
    .option("--velero-namespace <name>", "namespace of the Velero to use, when there are several");
}

function commandInput(args: readonly unknown[], values: Readonly<Record<string, unknown>>): CommandInput {
  const valueOf = (option: string) => values[option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  const text = (option: string) => {
    const value = valueOf(option);
    return typeof value === "string" ? value : undefined;
  };
  return {
    args: args as CommandInput["args"],
    text,
    texts: (option) => {
      const value = valueOf(option);
      if (Array.isArray(value)) return value.map(String);
      return typeof value === "string" ? [value] : [];
    },
    // "--no-wait" is kept by commander as wait: false.
    flag: (option) => (option.startsWith("no-") ? valueOf(option.slice(3)) === false : valueOf(option) === true),
    count: (option) => {
      const value = text(option);
      if (value === undefined) return undefined;
      if (/^[1-9][0-9]*$/.test(value)) return Number(value);
      throw new Fault("invalid-argument", `--${option} takes a positive whole number, not "${value}"`, {
        remedy: `Give for example --${option} 3`,
      });
    },
  };
}

function globalOptions(values: Readonly<Record<string, unknown>>): GlobalOptions {
  const text = (key: string) => (typeof values[key] === "string" ? { [key]: values[key] } : {});
  const output = values["output"];
  return {
    ...text("kubeconfig"),
    ...text("context"),
    ...text("consoleNamespace"),
    ...text("veleroNamespace"),
    output: output === "json" || output === "yaml" ? output : "table",
    quiet: values["quiet"] === true,
  };
}
