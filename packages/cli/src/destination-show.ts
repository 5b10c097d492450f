import { listDestinations, showDestination } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { describeDestination } from "./describe-destination.ts";

const command: CommandSpec = {
  summary: "Show where backups go, whether Velero can use it, and whose backups are there",
  arguments: [["[name]", "only this destination"]],
  async run(cli, input) {
    const context = await cli.context();
    const [name] = input.args;
    if (typeof name === "string") {
      cli.output.result(await showDestination(context, name), describeDestination);
      return;
    }
    const all = await listDestinations(context);
    const none = "There is no destination yet. holdfast destination set makes one.";
    cli.output.result(all, (shown) => (shown.length === 0 ? none : shown.map(describeDestination).join("\n\n")));
  },
};

export default command;
