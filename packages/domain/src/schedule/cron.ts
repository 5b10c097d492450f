/** A cron expression of five fields, read: every value that counts, in order. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Neither, one or both of the fields of days say less than "every day". */
  readonly restricts: { readonly dayOfMonth: boolean; readonly dayOfWeek: boolean };
}

export type CronReading =
  | { readonly kind: "cron"; readonly fields: CronFields }
  | { readonly kind: "refused"; readonly reason: string };

interface FieldRule {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const minute: FieldRule = { name: "minute", least: 0, most: 59 };
const hour: FieldRule = { name: "hour", least: 0, most: 23 };
const dayOfMonth: FieldRule = { name: "day of the month", least: 1, most: 31 };
const month: FieldRule = { name: "month", least: 1, most: 12, names: months };
/** 7 is Sunday, too. */
const dayOfWeek: FieldRule = { name: "day of the week", least: 0, most: 7, names: weekdays };

/**
 * Reads "minute hour day-of-month month day-of-week": numbers, lists, ranges, steps, `*`, and names of months and days.
 * As in every cron, when both fields of days say less than "every day", a day of either counts.
 */
export function readCron(text: string): CronReading {
  const parts = text.trim().split(/\s+/u);
  if (parts.length !== 5) return { kind: "refused", reason: wrongCount(parts.length) };
  const [minutePart = "", hourPart = "", dayPart = "", monthPart = "", weekdayPart = ""] = parts;
  const read = [
    readField(minutePart, minute),
    readField(hourPart, hour),
    readField(dayPart, dayOfMonth),
    readField(monthPart, month),
    readField(weekdayPart, dayOfWeek),
  ] as const;
  const refused = read.find((field) => typeof field === "string");
  if (typeof refused === "string") return { kind: "refused", reason: refused };
  const [minutes, hours, daysOfMonth, monthsOfYear, days] = read as readonly (readonly number[])[];
  const fields: CronFields = {
    minutes: minutes ?? [],
    hours: hours ?? [],
    daysOfMonth: daysOfMonth ?? [],
    months: monthsOfYear ?? [],
    daysOfWeek: sorted((days ?? []).map((day) => day % 7)),
    restricts: { dayOfMonth: !isEvery(dayPart), dayOfWeek: !isEvery(weekdayPart) },
  };
  return everComes(fields)
    ? { kind: "cron", fields }
    : { kind: "refused", reason: `there is no such day: day ${dayPart} of month ${monthPart} never comes` };
}

function wrongCount(count: number): string {
  const six = count === 6 ? "; seconds are not part of it" : "";
  return `a cron expression has 5 fields (minute, hour, day of the month, month, day of the week), and this has ${count}${six}`;
}

function isEvery(part: string): boolean {
  return part === "*" || part === "?";
}

/** The values, or why not. */
function readField(text: string, rule: FieldRule): readonly number[] | string {
  const values: number[] = [];
  for (const part of text.split(",")) {
    const range = readRange(part, rule);
    if (typeof range === "string") return range;
    for (let value = range.from; value <= range.to; value += range.step) values.push(value);
  }
  return sorted(values);
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function readRange(part: string, rule: FieldRule): Range | string {
  const [, base, stepText] = /^([^/]*)(?:\/(.*))?$/u.exec(part) ?? [];
  const step = stepText === undefined ? 1 : readNumber(stepText);
  if (base === undefined || step === undefined || step === 0) return notA(part, rule);
  const every = base === "*" || (base === "?" && (rule === dayOfMonth || rule === dayOfWeek));
  // A step over all days of the week must not count Sunday twice.
  if (every) return { from: rule.least, to: rule === dayOfWeek ? 6 : rule.most, step };
  const ends = base.split("-").map((end) => readValue(end, rule));
  const [from, to = stepText === undefined ? from : rule.most] = ends;
  if (from === undefined || to === undefined || ends.length > 2 || ends.includes(undefined)) return notA(part, rule);
  if (from > to) {
    return `"${part}" runs backwards; write two ranges, such as "${base.split("-")[0]}-${rule.most},${rule.least}-${base.split("-")[1]}"`;
  }
  return { from, to, step };
}

function readValue(text: string, { least, most, names }: FieldRule): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + least;
  const value = readNumber(text);
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function readNumber(text: string): number | undefined {
  return /^\d{1,4}$/u.test(text) ? Number(text) : undefined;
}

function notA(part: string, { name, least, most, names }: FieldRule): string {
  const named = names === undefined ? "" : ` or ${names[0]} to ${names.at(-1)}`;
  return `"${part}" is not a ${name}: it takes ${least} to ${most}${named}, lists (1,2), ranges (1-5) and steps (*/5)`;
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function everComes({ daysOfMonth, months: monthsOfYear, restricts }: CronFields): boolean {
  if (restricts.dayOfWeek) return true;
  const first = daysOfMonth[0] ?? 32;
  return monthsOfYear.some((one) => first <= (longestMonths[one - 1] ?? 0));
}
