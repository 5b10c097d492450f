import { Fault } from "@holdfast/domain";
import { controllerRuns, deleteBackupSet, findWholeSet, resumeOperation } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { awaitOutcome } from "./operation-outcome.ts";

const command: CommandSpec = {
  summary: "Delete a backup with all its parts and their data",
  help: `Deletes the whole set from the destination and follows Velero until it is gone. What Velero cannot delete is
named; after the cause is removed, the same command or \`holdfast operation resume\` goes on.`,
  arguments: [["<name>", "name of the backup"]],
  options: [
    ["--yes", "do not ask"],
    ["--no-wait", "return at once when Holdfast runs in the cluster and does the work"],
  ],
  async run(cli, input) {
    const context = await cli.context();
    const set = await findWholeSet(context, String(input.args[0]));
    cli.output.note(`This deletes ${set.members.map((member) => member.name).join(", ")} and their data.`);
    if (!input.flag("yes") && !(await cli.output.confirm(`Delete backup ${set.name}?`, set.name, "--yes"))) {
      throw new Fault("confirmation-missing", `Backup ${set.name} was not deleted.`, {
        remedy: "Type its name, or give --yes.",
      });
    }
    const operation = await deleteBackupSet(context, set.name);
    await resumeOperation(context, operation.id);
    if (input.flag("no-wait") && (await controllerRuns(context))) {
      cli.output.result(
        { name: set.name, operation: operation.id, state: "deleting" },
        () => `Backup ${set.name} is being deleted.`,
      );
      return;
    }
    await awaitOutcome(cli, context, operation.id);
    cli.output.result(
      { name: set.name, operation: operation.id, state: "deleted" },
      () => `Backup ${set.name} is deleted.`,
    );
  },
};

export default command;
