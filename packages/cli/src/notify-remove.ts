import { removeChannel } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Remove a notification channel with its secrets; what waits for it is not sent",
  arguments: [["<name>", "name of the channel"]],
  async run(cli, input) {
    const name = String(input.args[0]);
    await removeChannel(await cli.context(), name);
    cli.output.result({ removed: name }, () => `Channel ${name} is removed.`);
  },
};

export default command;
