import { Fault } from "@holdfast/domain";
import { commands } from "./commands.ts";
import { connect } from "./connect.ts";
import { exitDone, exitInterrupted } from "./exit-codes.ts";
import { helpText } from "./help.ts";
import { parseInput } from "./parse-input.ts";
import { progressLine } from "./progress-line.ts";
import { resolveCommand } from "./resolve-command.ts";
import { terminalOutput } from "./terminal-output.ts";
import { version } from "./version.ts";
import type { Format } from "./output.ts";

/** Runs one command line and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(exitInterrupted);
    interrupt.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const asked = argv.findIndex((word) => word === "-o" || word === "--output");
  let format: Format = asked >= 0 && argv[asked + 1] === "json" ? "json" : "table";
  try {
    const resolution = resolveCommand(argv, Object.keys(commands));
    switch (resolution.kind) {
      case "version":
        process.stdout.write(`holdfast ${version}\n`);
        return exitDone;
      case "help":
        process.stdout.write(await helpText(resolution.prefix, commands));
        return exitDone;
      case "unknown":
        throw unknownCommand(resolution);
      case "command":
        format = await runCommand(resolution.name, resolution.rest, interrupt.signal, (chosen) => (format = chosen));
        return exitDone;
    }
  } catch (error) {
    // Loaded here: a command that succeeds does not pay for it.
    const { reportError } = await import("./report-error.ts");
    const { exitCode, text } = await reportError(error, format, interrupt.signal.aborted);
    process.stderr.write(`${text}\n`);
    return exitCode;
  }
}

async function runCommand(
  name: string,
  rest: readonly string[],
  signal: AbortSignal,
  choose: (format: Format) => void,
): Promise<Format> {
  const load = commands[name];
  if (load === undefined) throw new Error(`no command ${name}`);
  const spec = (await load()).default;
  const parsed = parseInput(name, spec, rest);
  if (parsed.kind === "help") {
    process.stdout.write(parsed.text);
    return "table";
  }
  const { globals, input } = parsed;
  choose(globals.output);
  const progress = progressLine(process.stderr, globals.quiet, () => Date.now());
  const { output: format, quiet } = globals;
  const output = terminalOutput(process, { format, quiet, signal, beforeLine: () => progress.clear() });
  const cli = connect({ globals, output, signal, environment: process.env, report: (p) => progress.report(p) });
  try {
    await spec.run(cli, input);
  } finally {
    progress.clear();
    await cli.close();
  }
  return format;
}

function unknownCommand(unknown: { readonly words: string; readonly candidates: readonly string[] }): Fault {
  const remedy =
    unknown.candidates.length === 0
      ? "holdfast --help lists the commands"
      : `Did you mean: ${unknown.candidates.map((name) => `holdfast ${name}`).join(", ")}?`;
  return new Fault("invalid-argument", `There is no command "${unknown.words}"`, { remedy });
}

// A reader that goes away (`| head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitDone);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
