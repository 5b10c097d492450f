import type { Timing } from "./timing.ts";

const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** In words where they are short, else the cron expression: "every day at 02:30", "cron 5 4 1-7 * *". */
export function describeTiming({ cron, fields }: Pick<Timing, "cron" | "fields">): string {
  const { hours, minutes, months, restricts } = fields;
  const [minute] = minutes;
  if (months.length < 12 || restricts.dayOfMonth || minute === undefined) return `cron ${cron}`;
  const often = describeInterval(fields);
  if (often !== undefined && !restricts.dayOfWeek) return often;
  if (minutes.length > 1 || hours.length > 4) return `cron ${cron}`;
  const times = hours.map((hour) => `${pad(hour)}:${pad(minute)}`);
  return `${describeDays(fields)} at ${listed(times)}`;
}

function describeInterval({ hours, minutes }: Timing["fields"]): string | undefined {
  const [minute = 0] = minutes;
  if (hours.length === 24 && minutes.length > 1) {
    const step = stepOf(minutes, 60);
    if (step === undefined) return undefined;
    return step === 1 ? "every minute" : `every ${step} minutes`;
  }
  const step = stepOf(hours, 24);
  if (minutes.length > 1 || step === undefined || step === 24) return undefined;
  const at = minute === 0 ? "" : ` at minute ${minute}`;
  return step === 1 ? `every hour${at}` : `every ${step} hours${at}`;
}

/** Of values that divide a whole evenly from 0 on. */
function stepOf(values: readonly number[], whole: number): number | undefined {
  const step = whole / values.length;
  return values.every((value, index) => value === index * step) ? step : undefined;
}

function describeDays({ daysOfWeek, restricts }: Timing["fields"]): string {
  if (!restricts.dayOfWeek) return "every day";
  const days = daysOfWeek.join(",");
  if (days === "1,2,3,4,5") return "weekdays";
  if (days === "0,6") return "weekends";
  return `every ${listed(daysOfWeek.map((day) => names[day] ?? ""))}`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
