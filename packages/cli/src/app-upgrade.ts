import { loadLicense, loadRelease, upgradeApplication } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions, readGiven } from "./app-given-values.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Deploy a newer release of an installed application",
  help: `Objects that left the release are deleted; claims with data, namespaces and CustomResourceDefinitions are kept and
named. The same release may be given again: it repairs what was changed or interrupted. A release with another vendor key
than the pinned one is refused unless --trust-key names the new key's id.`,
  arguments: [["<release>", "release directory or .tgz"]],
  options: [
    ["--license <file>", "a license that comes with the release"],
    ["--set <key=value>", "config value; may be given several times"],
    ["--set-file <key=path>", "config value from a file, - for standard input; may be given several times"],
    ["--trust-key <keyid>", "accept the vendor's new key of this id"],
    ["--adopt-namespace", "take a namespace that holds objects of others; its backups and restores are of all in it"],
    ...deployOptions,
  ],
  repeatable: ["set", "set-file"],
  async run(cli, input) {
    const release = await loadRelease(String(input.args[0]));
    const license = input.text("license");
    const trustKey = input.text("trust-key");
    const deployed = await upgradeApplication(await cli.context(), {
      release,
      given: await readGiven(cli, input.texts("set"), input.texts("set-file")),
      ...deployChoices(input),
      ...(license === undefined ? {} : { license: await loadLicense(license) }),
      ...(trustKey === undefined ? {} : { trustKey }),
    });
    cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "is upgraded"));
  },
};

export default command;
