import { Fault } from "@holdfast/domain";
import { formatReference, planApplicationRemoval, removeApplication } from "@holdfast/operations";
import type { RemovalPlan, Removed } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Remove an application from the cluster; its data stays unless --delete-data is given",
  help: `Shows what would be deleted and asks for the slug. Claims with data stay, unless --delete-data is given; it is
refused when Kubernetes would delete them along with what owns them. A namespace whose data stays is kept for the slug.
Namespaces, CustomResourceDefinitions and backups always stay.`,
  arguments: [["<slug>", "the application"]],
  options: [
    ["--delete-data", "delete its PersistentVolumeClaims too"],
    ["--yes", "do not ask"],
  ],
  async run(cli, input) {
    const slug = String(input.args[0]);
    const context = await cli.context();
    const deleteData = input.flag("delete-data");
    cli.output.note(describePlan(await planApplicationRemoval(context, { slug, deleteData }), deleteData));
    if (!input.flag("yes") && !(await cli.output.confirm(`Remove ${slug}?`, slug, "--yes"))) {
      throw new Fault("confirmation-missing", `${slug} was not removed`, { remedy: "Type the slug, or give --yes" });
    }
    const removed = await removeApplication(context, { slug, deleteData });
    cli.output.result({ slug, ...removed }, describeRemoved);
  },
};

function describePlan({ application, removals, claims, keptClaims }: RemovalPlan, deleteData: boolean): string {
  const doomed = removals.filter((removal) => removal.kind === "delete");
  const kept = removals
    .filter((removal) => removal.kind === "keep")
    .filter(({ reference }) => reference.kind !== "PersistentVolumeClaim");
  const data = claims.map(({ namespace, name }) => `  PersistentVolumeClaim ${namespace}/${name}`);
  return [
    `${application.title} ${application.versionLabel} will be removed from ${application.namespaces.join(", ")}.`,
    `${doomed.length} objects will be deleted:`,
    ...doomed.map(({ reference }) => `  ${formatReference(reference)}`),
    ...(kept.length + keptClaims.length === 0 ? [] : ["These stay:"]),
    ...kept.map(({ reference, reason }) => `  ${formatReference(reference)}: ${reason}`),
    ...keptClaims.map(
      ({ namespace, name }) => `  PersistentVolumeClaim ${namespace}/${name}: its vendor wants it kept`,
    ),
    ...(data.length === 0
      ? []
      : [deleteData ? "The data in these claims will be LOST:" : "The data in these claims stays:"]),
    ...data,
    "Its releases, config values and license are deleted last. Backups stay.",
  ].join("\n");
}

function describeRemoved({ slug, deleted, kept }: Removed & { readonly slug: string }): string {
  return [
    `${slug} is removed; ${deleted.length} objects deleted.`,
    ...kept.map(({ reference, reason }) => `  kept ${formatReference(reference)}: ${reason}`),
  ].join("\n");
}

export default command;
