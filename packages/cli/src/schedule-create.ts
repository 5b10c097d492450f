import { describeTiming } from "@holdfast/domain";
import { controllerRuns, createSchedule, proposeSchedule, showSchedule } from "@holdfast/operations";
import type { ScheduleProposal } from "@holdfast/operations";
import type { CommandInput, CommandSpec } from "./command.ts";
import { describeSchedule, nextLines, scopeText, spanOption } from "./schedule-text.ts";

const command: CommandSpec = {
  summary: "Back up everything, or one application, again and again",
  help: `WHEN is plain words, a preset or a cron expression of five fields (minute, hour, day of the month, month, day of the
week; names, lists, ranges and steps):

  holdfast schedule create nightly "every day at 02:30" --time-zone Europe/Berlin
  holdfast schedule create guestbook-hours "every 6 hours" --app guestbook
  holdfast schedule create weekly "0 3 * * SUN" --dry-run

Words: every day at 02:30, weekdays at 22:00, mondays and thursdays at 6:15, weekends at noon, monthly on day 1 at 03:00,
every hour, every 6 hours, every 30 minutes. Presets: hourly, daily (00:00), weekly (Monday 00:00), monthly, yearly, and
@hourly, @daily, @weekly (Sunday 00:00), @monthly, @yearly.

A time that clocks skip when summer time begins comes once, right after the gap; one that they show twice when it ends
comes once, the first time. A schedule of every hour follows real hours. The next five times are shown; --dry-run shows
them and makes nothing.

Holdfast in the cluster makes one backup of each time. Times that pass while it does not run are made up for with one
backup, the others are listed as missed. While the application is restored or upgraded, or the former backup still runs,
a backup waits; when it cannot begin within --start-within, or the next time comes first, it is missed, with the reason.`,
  arguments: [
    ["<name>", "lower-case letters, digits and dashes; becomes part of the backups' names"],
    ["<when>", 'such as "every day at 02:30" or "30 2 * * *"'],
  ],
  options: [
    ["--app <slug>", "only this application; default: everything"],
    ["--time-zone <name>", "of the IANA database, such as Europe/Berlin", "UTC"],
    ["--destination <name>", "where to; default: Velero's default location when the backup is made"],
    ["--start-within <time>", "how long after its time a backup may begin (1m to 20h; default 6h)"],
    ["--run-within <time>", "how long a backup may take before its transfers are stopped (5m to 7d; default 24h)"],
    ["--dry-run", "show the next times and make nothing"],
  ],
  async run(cli, input) {
    const proposal = proposeSchedule(requestOf(input), Date.now());
    if (input.flag("dry-run")) {
      cli.output.result(viewProposal(proposal), () => describeProposal(proposal));
      return;
    }
    const context = await cli.context();
    await createSchedule(context, proposal);
    const { name } = proposal.request;
    cli.output.result(
      await showSchedule(context, name),
      (view) => `${describeSchedule(view)}\n\nSchedule ${name} is made.`,
    );
    if (!(await controllerRuns(context))) cli.output.warn(nobodyRuns);
  },
};

export const nobodyRuns =
  "Holdfast does not run in the cluster, so no schedule makes a backup. `holdfast install` brings it.";

function requestOf(input: CommandInput): ScheduleProposal["request"] {
  const application = input.text("app");
  const destination = input.text("destination");
  const startWithinSeconds = spanOption(input, "start-within");
  const runWithinSeconds = spanOption(input, "run-within");
  return {
    name: String(input.args[0]),
    when: String(input.args[1]),
    timeZone: input.text("time-zone") ?? "UTC",
    ...(application === undefined ? {} : { application }),
    ...(destination === undefined ? {} : { destination }),
    ...(startWithinSeconds === undefined ? {} : { startWithinSeconds }),
    ...(runWithinSeconds === undefined ? {} : { runWithinSeconds }),
  };
}

function viewProposal({ request, timing, next }: ScheduleProposal) {
  const { cron, timeZone } = timing;
  return { ...request, cron, timeZone, when: describeTiming(timing), next, made: false };
}

function describeProposal({ request, timing, next }: ScheduleProposal): string {
  const { application } = request;
  const scope =
    application === undefined ? ({ kind: "instance" } as const) : ({ kind: "application", slug: application } as const);
  return [
    `Schedule ${request.name} would back up ${scopeText(scope)}: ${describeTiming(timing)}, ${timing.timeZone}.`,
    ...nextLines(next, timing.timeZone).map((line) => `  ${line}`),
    "Nothing was made.",
  ].join("\n");
}

export default command;
