import { listRestores } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "List the restores, newest first",
  async run(cli) {
    cli.output.table(
      await listRestores(await cli.context()),
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "APPLICATION", value: ({ application }) => application ?? "-" },
        { title: "BACKUP", value: ({ set, backup }) => set ?? backup },
        { title: "STATE", value: ({ phase }) => phase },
        { title: "CREATED", value: ({ createdAt }) => createdAt },
        { title: "WARNINGS", value: ({ warnings }) => String(warnings), alignRight: true },
        { title: "ERRORS", value: ({ errors }) => String(errors), alignRight: true },
        { title: "OPERATION", value: ({ operation }) => operation ?? "made outside Holdfast" },
      ],
      "There is no restore.",
    );
  },
};

export default command;
