import { resumeOperation } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { stateText, viewOperation } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "Go on with an operation, or follow it when it is driven already",
  help: `A failed operation is tried again from where its kind begins again. One that nobody drives is driven: by Holdfast in
the cluster when it runs there, else by this command. A driver that gives no sign of life for 30 seconds loses the
operation; --take-over takes it at once, and the old driver stops at its next step.`,
  arguments: [["<id>", "the operation"]],
  options: [["--take-over", "take it even when its driver still gives signs of life"], driverOption],
  async run(cli, input) {
    const id = String(input.args[0]);
    const chosen = chosenDriver(input);
    const context = await cli.context();
    await resumeOperation(context, id);
    const record = await awaitOutcome(cli, context, id, {
      ...(input.flag("take-over") ? { takeOver: true } : {}),
      ...chosen,
    });
    cli.output.result(viewOperation(record), stateText);
  },
};

export default command;
