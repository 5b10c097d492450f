import { instanceId, takeOverChannel } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { targetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "Let pings that were set by another installation go on from this one",
  help: `A console that was brought back from a backup on another cluster brings its channels along. Webhooks and mail go on
and name the cluster; pings rest, so that a copy does not tell the world that the lost cluster is well.`,
  arguments: [["<name>", "name of the channel"]],
  async run(cli, input) {
    const context = await cli.context();
    const channel = await takeOverChannel(context, String(input.args[0]), await instanceId(context));
    cli.output.result(channel, () => `Channel ${channel.name} goes on from here: ${targetText(channel)}.`);
  },
};

export default command;
