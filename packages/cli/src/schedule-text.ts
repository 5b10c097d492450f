import { Fault } from "@holdfast/domain";
import type { RunOutcome, ScheduleScope, ScheduleState, ScheduleView } from "@holdfast/domain";
import type { CommandInput } from "./command.ts";

export function scopeText(scope: ScheduleScope): string {
  switch (scope.kind) {
    case "instance":
      return "everything";
    case "application":
      return scope.slug;
  }
}

/** A moment on the walls of a zone, and in UTC: "2026-11-22 02:30 (2026-11-22T01:30:00Z)". */
export function momentText(time: string, timeZone: string): string {
  const wall = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return `${wall.format(Date.parse(time))} (${time.replace(".000Z", "Z")})`;
}

/** One line of words. */
export function stateText(state: ScheduleState): string {
  switch (state.kind) {
    case "active":
      return "active";
    case "paused":
      return `paused since ${state.since}: ${state.reason}`;
    case "running":
      return `running since ${state.since}: ${state.set}`;
    case "waiting":
      return `waiting to begin the backup of ${state.slot} (missed at ${state.until}): ${state.reason}`;
    case "stuck":
      return `STUCK: ${state.set} runs since ${state.since}. ${state.reason}`;
    case "late":
      return `LATE: nothing was done for ${state.slot}. ${state.reason}`;
    case "invalid":
      return `INVALID: ${state.reason}`;
  }
}

export function outcomeText(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case "running":
      return `running since ${outcome.since}`;
    case "complete":
      return "complete";
    case "partial":
      return `PARTIAL: ${outcome.reason}`;
    case "failed":
      return `FAILED: ${outcome.reason}`;
    case "cancelled":
      return outcome.reason;
    case "unknown":
      return `unknown: ${outcome.reason}`;
  }
}

const shownMissed = 10;

export function describeSchedule(view: ScheduleView): string {
  const { name, scope, when, cron, timeZone, destination, next, lastRun, missed, missedEarlier, state } = view;
  const more = Math.max(missed.length - shownMissed, 0) + missedEarlier;
  return [
    `Schedule ${name}: ${stateText(state)}`,
    `  backs up: ${scopeText(scope)}${destination === undefined ? "" : ` to ${destination}`}`,
    `  when: ${when === cron || when === `cron ${cron}` ? cron : `${when} (cron ${cron})`}, ${timeZone}`,
    `  a backup that is held up begins within ${spanText(view.startWithinSeconds)} or is missed; one that takes longer than ${spanText(view.runWithinSeconds)} is stuck`,
    ...nextLines(next, timeZone).map((line) => `  ${line}`),
    lastRun === undefined
      ? "  last run: none yet"
      : `  last run: ${momentText(lastRun.slot, timeZone)}: ${lastRun.set}: ${outcomeText(lastRun.outcome)}`,
    ...(missed.length === 0 ? ["  missed: none"] : ["  missed:"]),
    ...missed.slice(0, shownMissed).map(({ slot, reason }) => `    ${momentText(slot, timeZone)}: ${reason}`),
    ...(more === 0 ? [] : [`    and ${more} earlier`]),
  ].join("\n");
}

export function nextLines(next: readonly string[], timeZone: string): readonly string[] {
  if (next.length === 0) return ["next: none"];
  return ["next:", ...next.map((time) => `  ${momentText(time, timeZone)}`)];
}

function spanText(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;
}

/** Seconds of "90m", "6h" or "2d". Faults: invalid-argument. */
export function spanOption(input: CommandInput, option: string): number | undefined {
  const text = input.text(option);
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([mhd])$/u.exec(text) ?? [];
  if (count !== undefined && Number(count) > 0)
    return Number(count) * (unit === "m" ? 60 : unit === "h" ? 3600 : 86_400);
  throw new Fault("invalid-argument", `--${option} takes a time such as 90m, 6h or 2d, not "${text}".`, {
    remedy: `Give for example --${option} 6h.`,
  });
}
