import { listDestinations, recoveryKitReminder, showDestination } from "@holdfast/operations";
import type { DestinationView } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { describeDestination } from "./describe-destination.ts";

const command: CommandSpec = {
  summary: "Show where backups go, whether Velero can use it, and whose backups are there",
  arguments: [["[name]", "only this destination"]],
  async run(cli, input) {
    const context = await cli.context();
    const [name] = input.args;
    if (typeof name === "string") cli.output.result(await showDestination(context, name), describeDestination);
    else cli.output.result(await listDestinations(context), describeAll);
    const reminder = await recoveryKitReminder(context);
    if (reminder !== undefined) cli.output.warn(reminder);
  },
};

function describeAll(all: readonly DestinationView[]): string {
  if (all.length === 0) return "There is no destination yet. holdfast destination set makes one.";
  return all.map(describeDestination).join("\n\n");
}

export default command;
