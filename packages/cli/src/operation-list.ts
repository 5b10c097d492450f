import { isFinished, listOperations } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { stateText, subjectText, viewOperation } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "List long work: backups, restores and deletions, newest first",
  options: [["--unfinished", "only what has not ended well"]],
  async run(cli, input) {
    const operations = (await listOperations(await cli.context())).map(viewOperation);
    const chosen = input.flag("unfinished") ? operations.filter((operation) => !isFinished(operation)) : operations;
    cli.output.table(
      chosen,
      [
        { title: "ID", value: ({ id }) => id },
        { title: "KIND", value: ({ kind }) => kind },
        { title: "OF", value: ({ subject }) => subjectText(subject) },
        { title: "CREATED", value: ({ createdAt }) => createdAt },
        { title: "BY", value: ({ requestedBy }) => requestedBy },
        // A summary may name more in further lines; operation show has them.
        { title: "STATE", value: (operation) => stateText(operation).split("\n", 1)[0] ?? "" },
      ],
      "There is no operation.",
    );
  },
};

export default command;
