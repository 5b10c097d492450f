import { diagnoseInstallation, diagnoseNamed } from "@holdfast/operations";
import type { Diagnosis } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { findingLines } from "./finding-text.ts";

const command: CommandSpec = {
  summary: "Say what is wrong, with the evidence, what to do, and whether it can be ignored",
  help: `Without a name: Velero and the destinations as they are now, and the last backups and restores that failed. What no
rule knows is said to be unknown, with what was said first. All causes that are known: docs/troubleshooting.md.`,
  arguments: [["[name]", "a backup or one of its Velero Backups, a restore's operation or a Velero Restore"]],
  async run(cli, input) {
    const [name] = input.args;
    const context = await cli.context();
    const found = name === undefined ? await diagnoseInstallation(context) : await diagnoseNamed(context, String(name));
    cli.output.result(found, (all) => all.map(describe).join("\n"));
  },
};

function describe(diagnosis: Diagnosis): string {
  const { findings, unread } = diagnosis;
  const nothing = findings.length === 0 && unread.length === 0;
  return [
    titleOf(diagnosis),
    ...findingLines(findings).map((line) => `  ${line}`),
    ...unread.map((text) => `  UNKNOWN: ${text}`),
    ...(nothing ? ["  Nothing is wrong that can be seen."] : []),
  ].join("\n");
}

function titleOf({ of, state }: Diagnosis): string {
  switch (of.kind) {
    case "installation":
      return "Velero and its destinations now:";
    case "backup":
      return `Backup ${of.name}: ${state}`;
    case "restore":
      return `Restore ${of.name}: ${state}`;
  }
}

export default command;
