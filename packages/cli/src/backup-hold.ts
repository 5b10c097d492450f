import { holdBackup } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Keep a backup from every deletion until it is released",
  help: `No rule deletes a held backup, and \`holdfast backup delete\` refuses to. The hold is a record of the console, which
full backups carry. It does not bind who deletes in the store itself or with Velero's own command, and not Velero itself ten
years after the backup was made.`,
  arguments: [["<name>", "name of the backup"]],
  options: [["--reason <text>", "why, for who wants to delete it later"]],
  async run(cli, input) {
    const hold = await holdBackup(await cli.context(), String(input.args[0]), input.text("reason"));
    const { set, by, at, reason } = hold;
    cli.output.result(
      hold,
      () => `Backup ${set} is held by ${by} since ${at}${reason === undefined ? "" : `: ${reason}`}.`,
    );
  },
};

export default command;
