import { Fault } from "@holdfast/domain";
import {
  controllerRuns,
  deleteBackupSet,
  findWholeSet,
  resumeOperation,
  whyAlwaysKept,
  whyNotDeleted,
} from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { awaitOutcome } from "./operation-outcome.ts";

const command: CommandSpec = {
  summary: "Delete a backup with all its parts and their data",
  help: `Deletes the whole set from the destination and follows Velero until it is gone. What Velero cannot delete is
named; after the cause is removed, the same command or \`holdfast operation resume\` goes on. A held backup
(\`holdfast backup hold\`) is not deleted. Disk space comes back only when Velero maintains the repository.`,
  arguments: [["<name>", "name of the backup"]],
  options: [
    ["--yes", "do not ask"],
    ["--no-wait", "return at once when Holdfast runs in the cluster and does the work"],
  ],
  async run(cli, input) {
    const context = await cli.context();
    const set = await findWholeSet(context, String(input.args[0]));
    cli.output.note(`This deletes ${set.members.map((member) => member.name).join(", ")} and their data.`);
    const last = await whyAlwaysKept(context, set.name);
    if (last !== undefined) cli.output.warn(`No rule would delete it: ${last}.`);
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
    // The rules of retention may have ordered it before, and do not want it any more.
    const stays = whyNotDeleted(await awaitOutcome(cli, context, operation.id));
    if (stays !== undefined) {
      throw new Fault("plan-changed", `Backup ${set.name} was not deleted.`, {
        reason: `The rules of retention had ordered its deletion, and keep it now: ${stays}.`,
        remedy: "Run the same command again to delete it all the same.",
      });
    }
    cli.output.result(
      { name: set.name, operation: operation.id, state: "deleted" },
      () => `Backup ${set.name} is deleted.`,
    );
  },
};

export default command;
