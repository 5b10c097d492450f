import { controllerRuns, resumeSchedule, showSchedule } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { nobodyRuns } from "./schedule-create.ts";
import { describeSchedule } from "./schedule-text.ts";

const command: CommandSpec = {
  summary: "Let a paused schedule go on from its next time",
  arguments: [["<name>", "name of the schedule"]],
  async run(cli, input) {
    const context = await cli.context();
    const name = String(input.args[0]);
    await resumeSchedule(context, name);
    cli.output.result(await showSchedule(context, name), describeSchedule);
    if (!(await controllerRuns(context))) cli.output.warn(nobodyRuns);
  },
};

export default command;
