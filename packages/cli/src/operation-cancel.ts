import { Fault } from "@holdfast/domain";
import { cancelOperation, giveUpOperation, namesHeld, planGivingUp } from "@holdfast/operations";
import type { Context } from "@holdfast/operations";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { stateText, viewOperation } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "End an operation that is not over, and take back what it has made",
  help: `A backup: what was made of it is deleted, as soon as Velero lets go of it. A restore: only before it begins to delete;
nothing of the application was changed then. An upgrade: only before it begins to change the application. Past that point
it is refused, and the answer names the ways out. A copy: at any time; what was made of it is deleted, as soon as Velero
lets go of it.

--give-up ends a failed restore or upgrade that left applications half done: nothing is taken back, and they may be worked
on again. It asks for their names.`,
  arguments: [["<id>", "the operation"]],
  options: [
    ["--give-up", "leave what a failed operation left half done as it is"],
    ["--yes", "do not ask"],
    driverOption,
  ],
  async run(cli, input) {
    const id = String(input.args[0]);
    const chosen = chosenDriver(input);
    const context = await cli.context();
    if (input.flag("give-up")) return giveUp(cli, input, { context, id });
    await cancelOperation(context, id);
    const record = await awaitOutcome(cli, context, id, chosen);
    cli.output.result(viewOperation(record), stateText);
  },
};

async function giveUp(
  cli: Cli,
  input: CommandInput,
  { context, id }: { readonly context: Context; readonly id: string },
): Promise<void> {
  const names = namesHeld(await planGivingUp(context, id)).join(",");
  cli.output.note(
    `${names} stays as the operation left it: some of its objects and volumes may be gone or changed. Other work on it is allowed.`,
  );
  if (!input.flag("yes") && !(await cli.output.confirm(`Give up operation ${id}?`, names, "--yes"))) {
    throw new Fault("confirmation-missing", `Operation ${id} was not given up; nothing was changed.`, {
      remedy: `Type ${names}, or give --yes.`,
    });
  }
  cli.output.result(viewOperation(await giveUpOperation(context, id)), stateText);
}

export default command;
