import { rollbackApplication } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions } from "./app-given-values.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Deploy the manifests of an earlier release again; data is not taken back",
  help: `Only manifests go back: config values, the license and everything in volumes and databases stay as they are. To take
data back, restore a backup: holdfast restore create --from-backup NAME --app SLUG.`,
  arguments: [["<slug>", "the application"]],
  options: [["--to <sequence>", "sequence of a stored release (default: the one before)"], ...deployOptions],
  async run(cli, input) {
    const sequence = input.count("to");
    cli.output.note("Only manifests are rolled back; data, config values and the license stay as they are.");
    const deployed = await rollbackApplication(await cli.context(), {
      slug: String(input.args[0]),
      ...deployChoices(input),
      ...(sequence === undefined ? {} : { sequence }),
    });
    cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "is rolled back (manifests only)"));
  },
};

export default command;
