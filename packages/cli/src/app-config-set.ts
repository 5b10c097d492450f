import { Fault } from "@holdfast/domain";
import { setConfig } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions, readGiven } from "./app-given-values.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Set config values of an application and deploy it with them",
  help: `KEY= (an empty value) takes the item back to its default. Passwords are better read from a file. No backup is made
before, since no new program meets the data; when a value may change data, make one: holdfast backup create --app SLUG.

Examples:
  holdfast app config set guestbook title="Our guests" replicas=2
  holdfast app config set guestbook --file admin_password=- < password`,
  arguments: [
    ["<slug>", "the application"],
    ["[values...]", "KEY=VALUE"],
  ],
  options: [
    ["--file <key=path>", "value from a file, - for standard input; may be given several times"],
    ...deployOptions,
  ],
  repeatable: ["file"],
  async run(cli, input) {
    const [slug, values] = input.args;
    const given = await readGiven(cli, Array.isArray(values) ? values : [], input.texts("file"));
    if (Object.keys(given.values).length + Object.keys(given.files).length === 0) {
      throw new Fault("invalid-argument", "No value is given", {
        remedy: "Give KEY=VALUE; holdfast app show SLUG lists the config items",
      });
    }
    const deployed = await setConfig(await cli.context(), { slug: String(slug), given, ...deployChoices(input) });
    cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "has the new config"));
  },
};

export default command;
