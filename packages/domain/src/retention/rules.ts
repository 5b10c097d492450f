import { Fault } from "../fault.ts";

/**
 * What keeps a backup; it is kept as long as one of them does. All are whole numbers from 1 on. Without any, everything
 * is kept.
 */
export interface RetentionRules {
  /** Hours after it was made. */
  readonly keepForHours?: number;
  /** The newest good ones. */
  readonly keepLast?: number;
  /** The newest good one of each of the last days that have one, and so on. */
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
  readonly yearly?: number;
}

export const calendarRules = ["daily", "weekly", "monthly", "yearly"] as const;
export type CalendarRule = (typeof calendarRules)[number];

/** Velero itself deletes every backup of Holdfast after ten years: no rule can promise more. */
const longestYears = 10;
const longestHours = longestYears * 365 * 24;
const largestCount = 10_000;

export function keepsEverything(rules: RetentionRules): boolean {
  return Object.values(rules).every((value) => value === undefined);
}

/** What is wrong with rules that somebody gave or wrote; empty when nothing is. */
export function problemsOfRules(rules: RetentionRules): readonly string[] {
  const { keepForHours, keepLast, ...calendar } = rules;
  return [
    ...problemOf("keep-for", keepForHours, longestHours),
    ...problemOf("keep-last", keepLast, largestCount),
    ...calendarRules.flatMap((rule) =>
      problemOf(rule, calendar[rule], rule === "yearly" ? longestYears : largestCount),
    ),
  ];
}

function problemOf(name: string, value: number | undefined, largest: number): readonly string[] {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= largest)) return [];
  return [`${name} is ${value}; it has to be a whole number from 1 to ${largest}`];
}

const hoursOf = { h: 1, d: 24, w: 7 * 24, mo: 30 * 24, y: 365 * 24 } as const;

/** "12h", "30d", "8w", "6mo" (30 days each) or "2y" (365 days each), in hours. Faults: invalid-argument. */
export function parseDuration(text: string): number {
  const match = /^([0-9]+)(h|d|w|mo|y)$/.exec(text.trim());
  const hours = match === null ? 0 : Number(match[1]) * hoursOf[match[2] as keyof typeof hoursOf];
  if (hours >= 1 && hours <= longestHours) return hours;
  throw new Fault("invalid-argument", `"${text}" is no time to keep backups for.`, {
    reason:
      "It takes a number from 1 on and a unit: h, d, w, mo (30 days) or y (365 days); 10 years at most, when Velero deletes every backup by itself.",
    remedy: "Give for example 30d, 8w, 6mo or 1y.",
  });
}

/** In days where they come out even. */
export function formatDuration(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
}

/** "30d, the last 5, daily 7, weekly 4": as on the command line, and on every page. */
export function describeRules(rules: RetentionRules): string {
  if (keepsEverything(rules)) return "everything";
  const { keepForHours, keepLast } = rules;
  return [
    ...(keepForHours === undefined ? [] : [`for ${formatDuration(keepForHours)}`]),
    ...(keepLast === undefined ? [] : [`the last ${keepLast}`]),
    ...calendarRules.flatMap((rule) => (rules[rule] === undefined ? [] : [`${rule} ${rules[rule]}`])),
  ].join(", ");
}

/** Go's notation of a duration, as of a vendor's `ttl`, in whole hours; undefined when it is none or under an hour. */
export function hoursOfTtl(ttl: string): number | undefined {
  const match = /^(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?$/.exec(ttl);
  const hours = match === null ? 0 : Math.floor(Number(match[1] ?? 0) + Number(match[2] ?? 0) / 60);
  return hours >= 1 && hours <= longestHours ? hours : undefined;
}
