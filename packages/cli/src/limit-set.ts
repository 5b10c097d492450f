import { Fault } from "@holdfast/domain";
import { setLimit } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { readLimitSubject, subjectText } from "./limit-subject.ts";

const command: CommandSpec = {
  summary: "Set how old the last good backup may become",
  help: `Of one application, of full backups, or of everything that has no limit of its own (24h until it is set). It says
how much work may be lost, whatever schedules do: holdfast status measures against it, and tells when it will be broken.

  holdfast limit set 24h
  holdfast limit set 90m --app guestbook
  holdfast limit set 7d --instance`,
  arguments: [["<limit>", "minutes, hours or days: 90m, 24h, 7d"]],
  options: [
    ["--app <slug>", "of this application"],
    ["--instance", "of full backups"],
  ],
  async run(cli, input) {
    const subject = readLimitSubject(input);
    const [limit] = input.args;
    if (typeof limit !== "string") throw new Fault("invalid-argument", "The limit is missing");
    await setLimit(await cli.context(), subject, limit);
    cli.output.result({ subject, atMost: limit }, () => `The limit of ${subjectText(subject)} is ${limit}.`);
  },
};

export default command;
