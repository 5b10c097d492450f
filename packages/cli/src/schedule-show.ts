import { showSchedule } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { describeSchedule } from "./schedule-text.ts";

const command: CommandSpec = {
  summary: "Show a schedule: its state, its next times, its last backup and what it missed",
  arguments: [["<name>", "name of the schedule"]],
  async run(cli, input) {
    cli.output.result(await showSchedule(await cli.context(), String(input.args[0])), describeSchedule);
  },
};

export default command;
