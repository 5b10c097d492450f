import { Fault } from "@holdfast/domain";
import { formatReference, parseLicense, updateLicense } from "@holdfast/operations";
import type { LicenseUpdated, PendingRestart } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions } from "./app-given-values.ts";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Take a newer issue of an application's license, without restarting it",
  help: `A license that is tampered with, unsigned, of another application or key, or an older issue is refused.

Objects get at once what the release makes of the license, and running pods their labels and annotations, so that a backup
made now holds the volumes they name. No pod is restarted: workloads that need it for the rest are named. --restart gives it
to them, too; without a file it does so with the license that is stored.

Examples:
  holdfast app license update guestbook license.yaml
  holdfast app license update guestbook --restart`,
  arguments: [
    ["<slug>", "the application"],
    ["[license]", "the license file, - for standard input; absent: the stored one, with --restart"],
  ],
  options: [
    ["--restart", "apply pod templates, too: Kubernetes makes the pods of those workloads anew"],
    ...deployOptions,
  ],
  async run(cli, input) {
    const slug = String(input.args[0]);
    const restart = input.flag("restart");
    const license = await readLicense(cli, input);
    const request = { slug, restart, ...license, ...deployChoices(input) };
    const updated = await updateLicense(await cli.context(), request);
    const { restarts, backups } = updated;
    cli.output.result({ ...viewDeployed(updated), restarts, backups }, () => describeUpdated(slug, updated));
  },
};

async function readLicense(cli: Cli, input: CommandInput) {
  const file = input.args[1];
  if (typeof file === "string") return { license: parseLicense(file, await cli.read(file)) };
  if (input.flag("restart")) return {};
  throw new Fault("invalid-argument", "No license is given", {
    remedy: "Name the license file; or give --restart to restart what still needs it under the stored license",
  });
}

function describeUpdated(slug: string, updated: LicenseUpdated): string {
  const { restarts, backups } = updated;
  return [
    describeDeployed(viewDeployed(updated), "has the new license"),
    backups.kind === "allowed" ? "Backups are allowed." : `Backups are NOT allowed. ${backups.reason}`,
    ...(restarts.length === 0
      ? []
      : ["No pod was restarted. These have all of it only once their pods are made anew:"]),
    ...restarts.map((restart) => `  ${formatReference(restart.workload)}: ${describeRestart(restart)}`),
    ...(restarts.length === 0 ? [] : [`Restart them when it suits: holdfast app license update ${slug} --restart`]),
  ].join("\n");
}

function describeRestart({ markedPods, changesPrograms }: PendingRestart): string {
  const pods = markedPods === 1 ? "1 running pod is marked" : `${markedPods} running pods are marked`;
  const marked = markedPods === 0 ? [] : [`${pods}; pods that are made before the restart are not`];
  return [...marked, ...(changesPrograms ? ["its programs still see the former license"] : [])].join("; ");
}

export default command;
