/** The text of docs/cli.md, made from the commands themselves. */
import { commands } from "../../packages/cli/src/commands.ts";
import type { CommandSpec } from "../../packages/cli/src/command.ts";
import { exitBug, exitCodes, exitDone, exitInterrupted } from "../../packages/cli/src/exit-codes.ts";
import { parseInput } from "../../packages/cli/src/parse-input.ts";

export async function commandReference(): Promise<string> {
  const names = Object.keys(commands).sort();
  const sections = await Promise.all(names.map(async (name) => section(name, (await load(name)).default)));
  return `${introduction}\n${exitCodeTable()}\n${sections.join("\n")}`;
}

const introduction = `# The command line

Made from the commands' own help by \`npm run cli-reference\`; a test holds it true.

Results go to standard output, everything else to standard error. \`-o json|yaml\` prints the same values as the HTTP API
sends; a fault is then printed in the same form on standard error.
`;

async function load(name: string) {
  const command = commands[name];
  if (command === undefined) throw new Error(`no command ${name}`);
  return command();
}

function exitCodeTable(): string {
  const rows = [
    [exitDone, "done"],
    [exitBug, "a bug in Holdfast"],
    ...Object.entries(exitCodes).map(([name, code]) => [
      code,
      name === "invalid-input" ? "invalid-input, wrong usage" : name,
    ]),
    [exitInterrupted, "interrupted by Ctrl-C"],
  ];
  return `| exit code | meaning |\n|---|---|\n${rows.map(([code, meaning]) => `| ${code} | ${meaning} |`).join("\n")}\n`;
}

function section(name: string, spec: CommandSpec): string {
  const parsed = parseInput(name, spec, ["--help"]);
  if (parsed.kind !== "help") throw new Error(`${name} --help does not print help`);
  return `## holdfast ${name}\n\n\`\`\`\n${parsed.text.trim()}\n\`\`\`\n`;
}
