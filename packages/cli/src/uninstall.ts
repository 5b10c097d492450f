import { Fault } from "@holdfast/domain";
import { serverLosses, uninstallServer, type Losses } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Remove Holdfast's console and controllers; records and backups stay",
  help: `The applications go on running. Records (what is installed, licenses, settings) and backups stay, so that a later
install finds them; with --purge the records go too, and the namespaces that Holdfast made. It is refused while an
operation is not over. Velero stays: holdfast velero uninstall.`,
  options: [
    ["--namespace <name>", "namespace of the console (default: holdfast)"],
    ["--purge", "also remove every record, and say what is lost"],
    ["--yes", "do not ask"],
  ],
  async run(cli, input) {
    const connected = await cli.context();
    const context = { ...connected, consoleNamespace: input.text("namespace") ?? connected.consoleNamespace };
    const losses = await serverLosses(context);
    const purge = input.flag("purge");
    cli.output.note(purge ? describePurge(losses) : describeRemoval(losses));
    const expected = purge ? "purge" : losses.consoleNamespace;
    if (!input.flag("yes") && !(await cli.output.confirm("Uninstall Holdfast?", expected, "--yes"))) {
      throw new Fault("confirmation-missing", "Nothing was removed", { remedy: `Type ${expected}, or give --yes` });
    }
    await uninstallServer(context, { purge });
    const done = purge ? "Holdfast and its records are removed." : "Holdfast is removed; its records are kept.";
    const kept = purge ? losses.adoptedNamespaces : [];
    cli.output.result({ removed: losses.consoleNamespace, purged: purge, keptNamespaces: kept }, () =>
      [done, ...keptNamespaces(losses, purge)].join("\n"),
    );
  },
};

function describeRemoval(losses: Losses): string {
  return [
    `The server in namespace ${losses.consoleNamespace} and its rights will be removed.`,
    `Kept: the records of ${losses.applications.length} applications, of the console and of ${losses.operationRecords} operations, and all backups.`,
    ...neverExpiring(losses),
  ].join("\n");
}

function describePurge(losses: Losses): string {
  const names = losses.applications.length === 0 ? "none is installed" : losses.applications.join(", ");
  return [
    `The server in namespace ${losses.consoleNamespace} and all records will be removed, and the namespaces: ${losses.ownNamespaces.join(", ") || "none"}.`,
    ...keptNamespaces(losses, true),
    `Lost: which applications are installed, with their releases, config values and licenses (${names}); they go on running.`,
    `Lost: the records of ${losses.operationRecords} operations and locks, this instance's id, and every account of the console.`,
    "Kept: the applications, Velero, and the backups in the bucket.",
    ...neverExpiring(losses),
  ].join("\n");
}

/** Who made them may delete them. */
function keptNamespaces({ adoptedNamespaces }: Losses, purge: boolean): readonly string[] {
  if (!purge || adoptedNamespaces.length === 0) return [];
  return [`Kept, for Holdfast did not make them: the namespaces ${adoptedNamespaces.join(", ")}.`];
}

function neverExpiring({ backups }: Losses): readonly string[] {
  if (backups.length === 0) return ["There is no backup made by Holdfast."];
  const shown = backups.slice(0, 20).join(", ");
  const more = backups.length > 20 ? `, and ${backups.length - 20} more` : "";
  return [
    `Without Holdfast these ${backups.length} backups never expire (delete them with velero backup delete): ${shown}${more}`,
  ];
}

export default command;
