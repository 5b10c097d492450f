import { showChannel } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { channelText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Show a notification channel and how its last messages fared",
  arguments: [["<name>", "name of the channel"]],
  async run(cli, input) {
    cli.output.result(await showChannel(await cli.context(), String(input.args[0])), channelText);
  },
};

export default command;
