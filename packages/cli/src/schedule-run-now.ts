import { controllerRuns, findBackupSet, runScheduleNow } from "@holdfast/operations";
import { partName, refuseIncomplete, viewSet } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";

const command: CommandSpec = {
  summary: "Make a backup as a schedule makes it, now",
  help: `The same scope and destination, beside the schedule's own times; also while it is paused. When Holdfast runs in the
cluster, the command returns at once unless --wait is given.`,
  arguments: [["<name>", "name of the schedule"]],
  options: [["--wait", "return when the backup has ended"], driverOption],
  async run(cli, input) {
    const chosen = chosenDriver(input);
    const context = await cli.context();
    const { set: name, operation, notIncluded } = await runScheduleNow(context, String(input.args[0]));
    for (const { part, reason } of notIncluded) cli.output.warn(`${part} will not be in this backup. ${reason}`);
    if (chosen.driver === undefined && !input.flag("wait") && (await controllerRuns(context))) {
      cli.output.result(
        { name, operation: operation.id, state: "running" },
        () => `Backup ${name} is being made.\nFollow it with: holdfast operation resume ${operation.id}`,
      );
      return;
    }
    await awaitOutcome(cli, context, operation.id, chosen);
    const set = await findBackupSet(context, name);
    cli.output.result(viewSet(set), () =>
      [
        `Backup ${set.name} is ${set.state}.`,
        ...set.members.map(({ part, backup }) => `  ${partName(part)}: ${backup?.phase ?? "absent"}`),
      ].join("\n"),
    );
    refuseIncomplete(set);
  },
};

export default command;
