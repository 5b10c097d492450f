import { Fault } from "../fault.ts";
import type { CalendarRule } from "./rules.ts";

/** The day, week, month and year of a moment in a time zone; each sorts by its text. */
export type Periods = Readonly<Record<CalendarRule, string>>;

const dayMilliseconds = 24 * 3600 * 1000;

/** Gives the periods of a moment (milliseconds) as the calendar of an IANA time zone has them. Faults: invalid-argument. */
export function periodsIn(timeZone: string): (milliseconds: number) => Periods {
  const format = formatter(timeZone);
  const known = new Map<string, Periods>();
  return (milliseconds) => {
    const day = format.format(milliseconds);
    const found = known.get(day) ?? periodsOf(day);
    known.set(day, found);
    return found;
  };
}

/** Faults: invalid-argument for a zone that the program does not know. */
export function requireTimeZone(timeZone: string): void {
  formatter(timeZone);
}

/** Making one takes far longer than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  try {
    // Swedish dates are written YYYY-MM-DD.
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
    const made = new Intl.DateTimeFormat("sv-SE", { timeZone, ...parts });
    formatters.set(timeZone, made);
    return made;
  } catch (error) {
    throw new Fault("invalid-argument", `There is no time zone "${timeZone}".`, {
      remedy: "Give an IANA name, for example Europe/Berlin, America/New_York or UTC.",
      cause: error,
    });
  }
}

function periodsOf(day: string): Periods {
  return { daily: day, weekly: weekOf(day), monthly: day.slice(0, 7), yearly: day.slice(0, 4) };
}

/** The week of ISO 8601: it begins on Monday and belongs to the year that has its Thursday. */
function weekOf(day: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const weekday = (new Date(noon).getUTCDay() + 6) % 7;
  const thursday = new Date(noon + (3 - weekday) * dayMilliseconds);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * dayMilliseconds)) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}
