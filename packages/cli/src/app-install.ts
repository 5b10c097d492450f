import { installApplication, loadLicense, loadRelease } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions, readGiven } from "./app-given-values.ts";
import { neededText } from "./app-needed-text.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Install an application from a vendor's release, and wait until it is Ready",
  help: `The release is a directory or a .tgz. Everything is checked before anything is changed: the release, the license
and its signature, config values, namespaces, and every object by a dry run. The vendor's public key comes with this first
release and is pinned. An interrupted installation is finished by running the same command again.

Examples:
  holdfast app install guestbook-1.0.0.tgz --license license.yaml
  holdfast app install ./guestbook --license license.yaml --set replicas=2 --set-file admin_password=-`,
  arguments: [["<release>", "release directory or .tgz"]],
  options: [
    ["--license <file>", "the license of this customer"],
    ["--namespace <name>", "primary namespace (default: the slug)"],
    ["--set <key=value>", "config value; may be given several times"],
    ["--set-file <key=path>", "config value from a file, - for standard input; may be given several times"],
    ["--adopt-namespace", "take a namespace that holds objects of others; its backups and restores are of all in it"],
    ...deployOptions,
  ],
  repeatable: ["set", "set-file"],
  async run(cli, input) {
    const release = await loadRelease(String(input.args[0]));
    const license = await loadLicense(neededText(input, "license"));
    const given = await readGiven(cli, input.texts("set"), input.texts("set-file"));
    const namespace = input.text("namespace");
    const deployed = await installApplication(await cli.context(), {
      release,
      license,
      given,
      ...deployChoices(input),
      ...(namespace === undefined ? {} : { namespace }),
    });
    cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "is installed"));
  },
};

export default command;
