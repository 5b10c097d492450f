import { uninstallVelero, veleroLosses, type VeleroLosses } from "@holdfast/operations";
import { Fault } from "@holdfast/domain";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Remove the Velero that Holdfast installed; backups stay in the bucket",
  help: "A Velero that Holdfast did not install is refused. Velero's namespace is deleted with all that is in it.",
  options: [["--yes", "do not ask"]],
  async run(cli, input) {
    const context = await cli.context();
    const losses = await veleroLosses(context);
    cli.output.note(describe(losses));
    if (
      !input.flag("yes") &&
      !(await cli.output.confirm(`Remove Velero from ${losses.namespace}?`, losses.namespace, "--yes"))
    ) {
      throw new Fault("confirmation-missing", "Velero was not removed", {
        remedy: "Type the namespace's name, or give --yes",
      });
    }
    await uninstallVelero(context);
    cli.output.result({ removed: losses.namespace }, () => `Velero in namespace ${losses.namespace} is removed.`);
  },
};

function describe(losses: VeleroLosses): string {
  return [
    `Velero in namespace ${losses.namespace} will be removed, with its namespace.`,
    `Lost: the locations ${losses.locations.join(", ") || "(none)"} with their credentials, the schedules ${losses.schedules.join(", ") || "(none)"},`,
    "the repositories' password (Secret velero-repo-credentials) and the logs that were not uploaded.",
    `Kept: what is in the bucket. ${losses.backups} backups are listed here; a Velero installed later on the same bucket imports them,`,
    "but reads their volumes only with the same repository password. Save it first:",
    `  kubectl -n ${losses.namespace} get secret velero-repo-credentials -o yaml`,
    "Nothing expires while no Velero runs.",
  ].join("\n");
}

export default command;
