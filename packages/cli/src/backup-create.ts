import { controllerRuns, createBackup, findBackupSet, recoveryKitReminder } from "@holdfast/operations";
import type { StartedBackup } from "@holdfast/operations";
import { partName, refuseIncomplete, viewSet } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";
import { findingLines } from "./coverage-text.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { judgementLine } from "./judgement-text.ts";
import { awaitOutcome } from "./operation-outcome.ts";

const command: CommandSpec = {
  summary: "Back up everything, or one application",
  help: `Without --app it makes a full backup: the console and every application that its license allows to back up and
whose release ships a \`kind: Backup\`. What is not included is named, with the reason, and so is data that the backup
will not hold (\`holdfast backup coverage\` shows all of it); the backup is made all the same.

When Holdfast runs in the cluster, it does the work; then the command returns at once unless --wait is given. When it
does not, this command does the work itself.

  holdfast backup create --wait
  holdfast backup create --app guestbook --wait`,
  options: [
    ["--app <slug>", "only this application"],
    ["--destination <name>", "where to; default: Velero's default location"],
    ["--wait", "return when the backup has ended"],
    driverOption,
  ],
  async run(cli, input) {
    const chosen = chosenDriver(input);
    const context = await cli.context();
    const application = input.text("app");
    const destination = input.text("destination");
    const started = await createBackup(context, {
      ...(application === undefined ? {} : { application }),
      ...(destination === undefined ? {} : { destination }),
    });
    for (const { part, reason } of started.notIncluded)
      cli.output.warn(`${part} will not be in this backup. ${reason}`);
    for (const judgement of started.judgements) cli.output.warn(judgementLine(judgement));
    for (const line of started.coverage.flatMap(({ findings }) => findingLines(findings))) cli.output.warn(line);
    const reminder = await recoveryKitReminder(context);
    if (reminder !== undefined) cli.output.warn(reminder);
    if (chosen.driver === undefined && !input.flag("wait") && (await controllerRuns(context))) {
      cli.output.result(viewStarted(started), describeStarted);
      return;
    }
    await awaitOutcome(cli, context, started.operation.id, chosen);
    const set = await findBackupSet(context, started.set);
    cli.output.result({ ...viewSet(set), ...viewBefore(started) }, () =>
      [
        `Backup ${set.name} is ${set.state}.`,
        ...set.members.map(({ part, backup }) => `  ${partName(part)}: ${backup?.phase ?? "absent"}`),
        ...started.notIncluded.map(({ part, reason }) => `  ${part}: NOT INCLUDED. ${reason}`),
      ].join("\n"),
    );
    refuseIncomplete(set);
  },
};

function viewStarted(started: StartedBackup) {
  return { name: started.set, operation: started.operation.id, state: "running", ...viewBefore(started) };
}

/** What was known before the backup was begun. */
function viewBefore({ notIncluded, judgements, coverage }: StartedBackup) {
  return { notIncluded, judgements, coverage };
}

function describeStarted({ name, operation }: ReturnType<typeof viewStarted>): string {
  return `Backup ${name} is being made.\nFollow it with: holdfast operation resume ${operation}`;
}

export default command;
