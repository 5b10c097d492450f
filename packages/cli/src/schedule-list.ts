import type { ScheduleView } from "@holdfast/domain";
import { listOutsideSchedules, listSchedules } from "@holdfast/operations";
import type { OutsideSchedule } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { momentText, outcomeText, scopeText, stateText } from "./schedule-text.ts";

type Row = (ScheduleView & { readonly origin: "holdfast" }) | (OutsideSchedule & { readonly origin: "outside" });

const command: CommandSpec = {
  summary: "List the schedules with their state and next time",
  help: `Schedules of Velero's own are listed as made outside Holdfast: Velero makes their backups, Holdfast leaves them alone.
What a schedule missed, and why, is shown by \`holdfast schedule show\`.`,
  async run(cli) {
    const context = await cli.context();
    const [own, outside] = await Promise.all([listSchedules(context), listOutsideSchedules(context)]);
    const rows: readonly Row[] = [
      ...own.map((view) => ({ ...view, origin: "holdfast" as const })),
      ...outside.map((view) => ({ ...view, origin: "outside" as const })),
    ];
    cli.output.table<Row>(
      rows,
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "BACKS UP", value: scopeOf },
        { title: "WHEN", value: whenOf },
        { title: "NEXT", value: nextOf },
        { title: "LAST RUN", value: lastOf },
        { title: "MISSED", value: missedOf, alignRight: true },
        { title: "STATE", value: stateOf },
      ],
      'There is no schedule. Make one with: holdfast schedule create nightly "every day at 02:30" --time-zone Europe/Berlin',
    );
  },
};

function scopeOf(row: Row): string {
  return row.origin === "holdfast" ? scopeText(row.scope) : "-";
}

function whenOf(row: Row): string {
  return row.origin === "holdfast" ? `${row.when}, ${row.timeZone}` : `cron ${row.cron}`;
}

function nextOf(row: Row): string {
  const next = row.origin === "holdfast" ? row.next[0] : undefined;
  return row.origin === "holdfast" && next !== undefined ? momentText(next, row.timeZone) : "-";
}

function lastOf(row: Row): string {
  if (row.origin === "outside") return row.lastBackup ?? "-";
  return row.lastRun === undefined ? "-" : `${row.lastRun.slot}: ${outcomeText(row.lastRun.outcome)}`;
}

function missedOf(row: Row): string {
  return row.origin === "holdfast" ? String(row.missed.length + row.missedEarlier) : "-";
}

function stateOf(row: Row): string {
  if (row.origin === "holdfast") return stateText(row.state);
  const state = row.paused ? "paused" : (row.problem ?? "active");
  return `made outside Holdfast: ${state}`;
}

export default command;
