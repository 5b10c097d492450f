import { parseLicense, updateLicense } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions } from "./app-given-values.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Take a newer issue of an application's license, and deploy it with that",
  help: "A license that is tampered with, unsigned, of another application or key, or an older issue is refused.",
  arguments: [
    ["<slug>", "the application"],
    ["<license>", "the license file, - for standard input"],
  ],
  options: [...deployOptions],
  async run(cli, input) {
    const [slug, file] = input.args.map(String);
    const license = parseLicense(file ?? "", await cli.read(file ?? ""));
    const request = { slug: slug ?? "", license, ...deployChoices(input) };
    const deployed = await updateLicense(await cli.context(), request);
    cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "has the new license"));
  },
};

export default command;
