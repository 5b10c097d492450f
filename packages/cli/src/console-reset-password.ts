import { resetConsolePassword } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Make a new password for the console and print it once",
  help: "The old password and every session of the console end.",
  async run(cli) {
    const context = await cli.context();
    const password = await resetConsolePassword(context);
    cli.output.result(
      { namespace: context.consoleNamespace, password },
      (made) => `The console's password, shown only now: ${made.password}`,
    );
  },
};

export default command;
