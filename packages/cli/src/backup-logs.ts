import { readBackupLogs } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Print Velero's log of a backup",
  arguments: [["<name>", "name of the backup"]],
  options: [["--part <part>", "only of this application, or of the console"]],
  async run(cli, input) {
    const logs = readBackupLogs(await cli.context(), String(input.args[0]), { part: input.text("part") });
    if (cli.output.format !== "table") {
      const lines = [];
      for await (const line of logs) lines.push(line);
      cli.output.result(lines, () => "");
      return;
    }
    let shown = "";
    for await (const { backup, line } of logs) {
      if (backup !== shown) cli.output.note(`Log of ${backup}:`);
      shown = backup;
      cli.output.write(`${line}\n`);
    }
  },
};

export default command;
