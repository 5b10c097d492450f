import { listLimits } from "@holdfast/operations";
import type { LimitView } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { subjectText } from "./limit-subject.ts";

const command: CommandSpec = {
  summary: "Show how old the last good backups may become",
  async run(cli) {
    cli.output.table<LimitView>(
      await listLimits(await cli.context()),
      [
        { title: "OF", value: ({ subject }) => subjectText(subject) },
        { title: "LIMIT", value: ({ atMost }) => atMost, alignRight: true },
        { title: "SET", value: ({ own }) => (own ? "yes" : "no, the default") },
      ],
      "",
    );
  },
};

export default command;
