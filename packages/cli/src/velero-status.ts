import { Fault } from "@holdfast/domain";
import { veleroStatus, type VeleroStatus } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { judgementLine } from "./judgement-text.ts";

const command: CommandSpec = {
  summary: "Show every Velero in the cluster and what it lacks",
  help: "Velero is found in any namespace, however it was installed. Each thing that is missing comes with the command for its owner.",
  async run(cli) {
    const found = await veleroStatus(await cli.context());
    if (found.length === 0) {
      throw new Fault("velero-not-found", "There is no Velero in this cluster", {
        reason: "no Deployment runs a Velero server",
        remedy: "holdfast velero install",
      });
    }
    cli.output.result(found, (all) => all.map(describe).join("\n\n"));
  },
};

function describe(velero: VeleroStatus): string {
  const { namespace, deployment, server } = velero;
  const version = server?.version === undefined || server.version === "" ? velero.version : server.version;
  const owner = velero.ownership === "ours" ? "installed by Holdfast" : "not installed by Holdfast";
  return [
    `Velero ${version ?? "of unknown version"} in namespace ${namespace}, ${owner}`,
    `  Server       ${deployment.ready} of ${deployment.replicas} Ready, ${server === undefined ? "no answer" : "answers"}, image ${deployment.image}`,
    `  Plugins      ${plugins(velero)}`,
    ...list(
      "Node agents",
      velero.nodes.map((node) => `${node.node}: ${nodeState(node)}`),
    ),
    ...list(
      "Locations",
      velero.locations.map(
        (each) =>
          `${each.name}: ${each.phase}, ${each.accessMode}, ${each.provider}${each.isDefault ? ", default" : ""}`,
      ),
    ),
    ...list("Versions", velero.judgements.map(judgementLine)),
    ...(velero.problems.length === 0 ? ["  Nothing is missing."] : []),
    ...velero.problems.flatMap((problem) => [`  Missing: ${problem.message}`, `    ${problem.remedy}`]),
  ].join("\n");
}

/** Velero's own item actions are always there; what counts is which stores it can reach. */
function plugins(velero: VeleroStatus): string {
  const stores = velero.server?.plugins.filter((plugin) => plugin.kind === "ObjectStore").map((plugin) => plugin.name);
  if (stores === undefined) return velero.pluginImages.join(", ") || "none";
  return stores.length === 0
    ? "none for an object store"
    : `${stores.join(", ")} (${velero.pluginImages.join(", ") || "in the image"})`;
}

function nodeState(node: VeleroStatus["nodes"][number]): string {
  const words = {
    ready: "Ready",
    "not-ready": "not Ready",
    absent: "none",
    "not-wanted": "none, the node takes no pods",
  };
  return `${words[node.state]}${node.reason === undefined ? "" : ` (${node.reason})`}`;
}

function list(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [`  ${title.padEnd(12)} none`];
  return lines.map((line, index) => `  ${(index === 0 ? title : "").padEnd(12)} ${line}`);
}

export default command;
