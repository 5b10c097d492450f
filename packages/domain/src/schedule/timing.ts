import { readCron } from "./cron.ts";
import type { CronFields } from "./cron.ts";
import { cronOfWords } from "./schedule-words.ts";
import { readTimeZone, similarTimeZones } from "./time-zone.ts";

/** When a schedule comes: a rule and the zone on whose walls it is read. */
export interface Timing {
  /** Five fields. */
  readonly cron: string;
  /** Of the IANA time zone database. */
  readonly timeZone: string;
  readonly fields: CronFields;
}

export interface TimingRefused {
  readonly kind: "refused";
  readonly what: "when" | "time-zone";
  readonly reason: string;
  readonly remedy: string;
}

export type TimingReading = { readonly kind: "timing"; readonly timing: Timing } | TimingRefused;

/** What a schedule's time may be written as, for help and faults. */
export const allowedWhen =
  'Give plain words ("every day at 02:30", "weekdays at 22:00", "every 6 hours", "monthly on day 1 at 03:00"), a preset (hourly, daily, weekly, monthly, @daily, ...) or a cron expression of five fields ("30 2 * * *").';

/** Reads what a person wrote: plain words, a preset or a cron expression. */
export function readTiming(when: string, timeZone: string): TimingReading {
  const words = cronOfWords(when);
  switch (words.kind) {
    case "cron":
      return readCronTiming(words.cron, timeZone);
    case "refused":
      return refusedWhen(when, words.reason);
    case "no-words":
      return readCronTiming(when, timeZone);
  }
}

/** Reads what a record holds: five fields. */
export function readCronTiming(cron: string, timeZone: string): TimingReading {
  const zone = readTimeZone(timeZone);
  if (zone === undefined) return refusedZone(timeZone);
  const reading = readCron(cron);
  if (reading.kind === "refused") return refusedWhen(cron, reading.reason);
  const plain = cron.trim().split(/\s+/u).join(" ");
  return { kind: "timing", timing: { cron: plain, timeZone: zone, fields: reading.fields } };
}

function refusedWhen(when: string, reason: string): TimingRefused {
  return { kind: "refused", what: "when", reason: `"${when}": ${reason}.`, remedy: allowedWhen };
}

function refusedZone(name: string): TimingRefused {
  const similar = similarTimeZones(name);
  const meant = similar.length === 0 ? "" : ` Did you mean ${similar.join(", ")}?`;
  return {
    kind: "refused",
    what: "time-zone",
    reason: `"${name}" is no name of the IANA time zone database.`,
    remedy: `Give a name such as Europe/Berlin, America/New_York or UTC.${meant}`,
  };
}
