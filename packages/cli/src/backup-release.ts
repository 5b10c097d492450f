import { releaseBackup } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Release a held backup: the rules decide about it again",
  arguments: [["<name>", "name of the backup"]],
  async run(cli, input) {
    const name = String(input.args[0]);
    const hold = await releaseBackup(await cli.context(), name);
    cli.output.result({ set: name, released: hold !== undefined, ...(hold === undefined ? {} : { hold }) }, () =>
      hold === undefined ? `Backup ${name} was not held.` : `Backup ${name} is released. It was held by ${hold.by}.`,
    );
  },
};

export default command;
