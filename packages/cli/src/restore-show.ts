import { showRestore } from "@holdfast/operations";
import type { RestoreDetail } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { hookLines, readingLines, resultLine, transferLine } from "./detail-text.ts";

const command: CommandSpec = {
  summary: "Show a restore: volumes, hooks with their output, warnings and errors",
  arguments: [["<name>", "name of the restore, or id of its operation"]],
  async run(cli, input) {
    const detail = await showRestore(await cli.context(), String(input.args[0]));
    cli.output.result(detail, describe);
  },
};

function describe({ restore, namespaces, transfers, hooks, warnings, errors }: RestoreDetail): string {
  return [
    `Restore ${restore.name}: ${restore.phase}`,
    `  of: ${restore.application ?? namespaces.join(", ")} from ${restore.set ?? restore.backup}`,
    `  made: ${restore.startedAt ?? restore.createdAt}${restore.endedAt === undefined ? "" : ` to ${restore.endedAt}`}`,
    `  operation: ${restore.operation ?? "made outside Holdfast"}`,
    ...(restore.itemsTotal === undefined ? [] : [`  items: ${restore.itemsDone ?? 0} of ${restore.itemsTotal}`]),
    transfers.length === 0 ? "    volumes: none" : "    volumes:",
    ...transfers.map((transfer) => `      ${transferLine(transfer)}`),
    ...readingLines("hooks", hooks, hookLines),
    ...readingLines("warnings", warnings, resultLine),
    ...readingLines("errors", errors, resultLine),
  ].join("\n");
}

export default command;
