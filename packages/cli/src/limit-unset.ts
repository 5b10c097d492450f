import { unsetLimit } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { readLimitSubject, subjectText } from "./limit-subject.ts";

const command: CommandSpec = {
  summary: "Take a limit away, so that the default holds again",
  help: "Without an option it is the default itself that is taken away: 24h holds then.",
  options: [
    ["--app <slug>", "of this application"],
    ["--instance", "of full backups"],
  ],
  async run(cli, input) {
    const subject = readLimitSubject(input);
    await unsetLimit(await cli.context(), subject);
    cli.output.result({ subject }, () => `The default holds for ${subjectText(subject)}.`);
  },
};

export default command;
