import { Fault } from "@holdfast/domain";
import { createCopy, previewCopy } from "@holdfast/operations";
import type { CopyPreview, CopyRequest } from "@holdfast/operations";
import type { Cli, CommandInput } from "./command.ts";
import { chosenDriver } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { formatBytes } from "./progress-line.ts";

interface Wanted {
  readonly set: string;
  readonly application: string;
  readonly as: string;
}

/** `restore create --as`: the application beside what is there, under another slug. */
export async function restoreCopy(cli: Cli, input: CommandInput, wanted: Wanted): Promise<void> {
  const request: CopyRequest = { ...wanted, map: parseMap(input.texts("map")) };
  const driver = chosenDriver(input);
  const context = await cli.context();
  const preview = await previewCopy(context, request);
  if (input.flag("dry-run")) {
    cli.output.result(viewPlan(preview), () => describePlan(preview));
    return;
  }
  cli.output.note(describePlan(preview));
  const hash = input.text("plan");
  const { as, application, set } = wanted;
  if (!input.flag("yes") && !(await cli.output.confirm(`Make ${as} of ${application}?`, as, "--yes"))) {
    throw new Fault("confirmation-missing", `${as} was not made; nothing was changed.`, {
      remedy: "Type the copy's slug, or give --yes.",
    });
  }
  const operation = await createCopy(context, request, hash === undefined ? preview : { confirmedHash: hash });
  cli.output.note(`Operation ${operation.id}`);
  const record = await awaitOutcome(cli, context, operation.id, driver);
  const summary = record.state.stage === "done" ? record.state.summary : record.state.stage;
  cli.output.result({ application: as, backup: set, operation: record.id, state: record.state }, () => `${summary}.`);
}

function parseMap(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [from = "", to = "", ...more] = text.split("=");
      if (from !== "" && to !== "" && more.length === 0) return [from, to];
      throw new Fault("invalid-argument", `--map takes OLD-NAMESPACE=NEW-NAMESPACE, not ${text}`, {
        remedy: "For example --map shop-jobs=trial-jobs",
      });
    }),
  );
}

function viewPlan({ plan, hash, checks, backedUpAt, versionLabel }: CopyPreview) {
  return { ...plan, hash, checks, backedUpAt, versionLabel };
}

function describePlan({ plan, hash, checks, backedUpAt, versionLabel }: CopyPreview): string {
  const { filled, empty, used, notMade } = plan;
  return [
    `${plan.slug} will be ${plan.source} ${versionLabel} as it was at ${backedUpAt}, beside what is there. Nothing is deleted.`,
    ...plan.namespaces.map(({ from, to }) => `  ${from} -> ${to}`),
    filled.length === 0 ? "No volume is filled from the backup." : "Volumes filled from the backup:",
    ...filled.map(({ namespace, name, sizeBytes }) => {
      return `  ${namespace}/${name}${sizeBytes === undefined ? "" : ` (${formatBytes(sizeBytes)})`}`;
    }),
    ...(empty.length === 0 ? [] : ["Volumes that the backup does not hold, made empty:"]),
    ...empty.map(({ namespace, name }) => `  ${namespace}/${name}`),
    ...(used.length === 0 ? [] : [`Used as they are in the cluster: ${used.join(", ")}`]),
    ...(notMade.length === 0 ? [] : [`Not in the cluster, and not made: ${notMade.join(", ")}`]),
    ...checks.map(
      ({ result, message, remedy }) => `${result}: ${message}${remedy === undefined ? "" : ` (${remedy})`}`,
    ),
    "A copy can be shown and removed. It is not upgraded, configured or backed up, and has no schedule.",
    `Plan ${hash}`,
  ].join("\n");
}
