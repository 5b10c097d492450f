import { Fault } from "@holdfast/domain";
import { planTakeOver, takeOverDestination, type DestinationView } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { describeDestination } from "./describe-destination.ts";

const command: CommandSpec = {
  summary: "Open a destination for writing although backups of others are in it",
  help: "Says first what opening would do. Only one instance may write to a destination: stop the other one before.",
  arguments: [["<name>", "name of the destination"]],
  options: [["--yes", "do not ask"]],
  async run(cli, input) {
    const context = await cli.context();
    const name = String(input.args[0]);
    const planned = await planTakeOver(context, name);
    cli.output.note(describeTakeOver(planned));
    if (!input.flag("yes") && !(await cli.output.confirm(`Open ${name} for writing?`, name, "--yes"))) {
      throw new Fault("confirmation-missing", `${name} was not opened`, {
        remedy: "Type the destination's name, or give --yes",
      });
    }
    cli.output.result(await takeOverDestination(context, planned), describeDestination);
  },
};

function describeTakeOver({ name, contents }: DestinationView): string {
  const instances = contents.others.map((other) => `  ${other.backups} backups of instance ${other.instance}`);
  return [
    `Opening ${name} lets this Velero write, expire and delete there.`,
    ...(instances.length === 0 ? ["No backups of another instance are in it."] : ["In it are:", ...instances]),
    ...(contents.outside === 0 ? [] : [`${contents.outside} backups in it were made outside Holdfast.`]),
    ...(contents.expired.length === 0
      ? ["No backup in it is past its expiry: nothing goes at once."]
      : [`Past their expiry, and deleted within the hour: ${contents.expired.join(", ")}`]),
    "An instance that still writes there would work against this one: stop it first.",
  ].join("\n");
}

export default command;
