import { Fault, statusLevels } from "@holdfast/domain";
import type { StatusLevel, StatusView } from "@holdfast/domain";
import { readStatus } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { statusText } from "./status-text.ts";

const command: CommandSpec = {
  summary: "Am I safe? What would be lost, what is late, and what to do about it",
  help: `One sentence, then each application and full backups, the worst first, then what to do. Everything is computed
from what is there now: backups, schedules, licenses and destinations.

A backup counts when all of its part for the application is Completed and can be read. For the loss of the cluster only
full backups count that lie outside of it; backups in the cluster's own store take back mistakes and no more. Backups
made outside Holdfast never count. What cannot be read is unknown, never safe. docs/status.md says more.

How old the last good backup may become is set with holdfast limit set.

An answer ends with 0, whatever it is. For scripts: --at-least ends with ${exitCodes.refused} when it is worse, for example
  holdfast status --at-least rollback-only
From best to worst: ${statusLevels.slice(1).join(", ")}.`,
  options: [["--at-least <level>", "fail when the answer is worse than this"]],
  async run(cli, input) {
    const least = levelOf(input.text("at-least"));
    const status = await readStatus(await cli.context());
    cli.output.result(status, statusText);
    if (least !== undefined && isWorse(status.worst, least)) throw notSafe(status, least);
  },
};

function levelOf(text: string | undefined): StatusLevel | undefined {
  if (text === undefined) return undefined;
  const level = statusLevels.find((one) => one === text);
  if (level !== undefined) return level;
  throw new Fault("invalid-argument", `--at-least ${text} is no answer that holdfast status gives`, {
    remedy: `From best to worst: ${statusLevels.slice(1).join(", ")}`,
  });
}

function isWorse(one: StatusLevel, other: StatusLevel): boolean {
  return statusLevels.indexOf(one) > statusLevels.indexOf(other);
}

function notSafe({ worst, problems }: StatusView, least: StatusLevel): Fault {
  return new Fault("not-safe", `The answer is "${worst}", and "${least}" was asked for.`, {
    reason: problems[0]?.message ?? "see the answer",
    remedy: problems[0]?.remedy ?? "holdfast status",
  });
}

export default command;
