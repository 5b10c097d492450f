import { listChannels } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { eventsText, stateText, targetText } from "./notify-text.ts";

const command: CommandSpec = {
  summary: "List who is told what, and whether it arrives",
  async run(cli) {
    cli.output.table(
      await listChannels(await cli.context()),
      [
        { title: "NAME", value: ({ channel }) => channel.name },
        { title: "KIND", value: ({ channel }) => channel.kind },
        { title: "TARGET", value: ({ channel }) => targetText(channel) },
        { title: "TOLD", value: ({ channel }) => eventsText(channel) },
        { title: "STATE", value: stateText },
        { title: "LAST SENT", value: ({ log }) => log.lastSent?.at ?? log.lastPing?.at ?? "" },
      ],
      "Nobody is told. holdfast notify set webhook, smtp or ping changes that.",
    );
  },
};

export default command;
