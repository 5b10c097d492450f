import { deleteSchedule } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Delete a schedule; its backups stay",
  arguments: [["<name>", "name of the schedule"]],
  async run(cli, input) {
    const context = await cli.context();
    const name = String(input.args[0]);
    await deleteSchedule(context, name);
    cli.output.result({ name, state: "deleted", backups: "kept" }, () =>
      [
        `Schedule ${name} is deleted. The backups that it made stay; one that runs goes on.`,
        "List them with `holdfast backup list`; how long they are kept: `holdfast retention show`.",
      ].join("\n"),
    );
  },
};

export default command;
