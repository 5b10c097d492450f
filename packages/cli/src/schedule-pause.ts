import { pauseSchedule, showSchedule } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { describeSchedule } from "./schedule-text.ts";

const command: CommandSpec = {
  summary: "Let a schedule make no backups until it is resumed",
  help: `A backup that runs goes on. Times that pass while the schedule is paused are not made up for.`,
  arguments: [["<name>", "name of the schedule"]],
  options: [["--reason <text>", "why; shown until it is resumed"]],
  async run(cli, input) {
    const context = await cli.context();
    const name = String(input.args[0]);
    await pauseSchedule(context, name, input.text("reason"));
    cli.output.result(await showSchedule(context, name), describeSchedule);
  },
};

export default command;
