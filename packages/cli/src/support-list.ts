import { listSavedBundles } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "List the support bundles that the server made when something failed",
  help: "The newest three are kept. holdfast support bundle --saved NAME writes one to a file.",
  async run(cli) {
    cli.output.table(
      await listSavedBundles(await cli.context()),
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "MADE", value: ({ createdAt }) => createdAt },
        { title: "BECAUSE OF", value: ({ reason }) => reason },
        { title: "BYTES", value: ({ bytes }) => String(bytes), alignRight: true },
      ],
      "None was made: nothing failed since Holdfast looks. holdfast support bundle makes one now.",
    );
  },
};

export default command;
