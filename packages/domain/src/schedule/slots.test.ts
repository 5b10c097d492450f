import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextSlots, slotsBetween } from "./slots.ts";
import { readTiming } from "./timing.ts";
import type { Timing } from "./timing.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

function timing(when: string, timeZone: string): Timing {
  const reading = readTiming(when, timeZone);
  if (reading.kind === "refused") throw new Error(reading.reason);
  return reading.timing;
}

function next(when: string, timeZone: string, after: string, count = 3): readonly string[] {
  return nextSlots(timing(when, timeZone), Date.parse(after), count).map((slot) =>
    new Date(slot).toISOString().slice(0, 16),
  );
}

describe("the times of a schedule", () => {
  it("are on the walls of its zone, in summer and in winter", () => {
    expect(next("every day at 12:00", "Europe/Berlin", "2026-03-27T20:00:00Z")).toEqual([
      "2026-03-28T11:00",
      "2026-03-29T10:00",
      "2026-03-30T10:00",
    ]);
  });

  it("that clocks skip come once, right after the gap", () => {
    expect(next("every day at 02:30", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    expect(next("*/15 2,3 * * *", "America/New_York", "2026-03-08T06:50:00Z", 4)).toEqual([
      "2026-03-08T07:00",
      "2026-03-08T07:15",
      "2026-03-08T07:30",
      "2026-03-08T07:45",
    ]);
  });

  it("that clocks show twice come once, the first time", () => {
    expect(next("every day at 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("of every hour follow real hours", () => {
    expect(next("hourly", "Europe/Berlin", "2026-10-24T23:30:00Z", 4)).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T01:00",
      "2026-10-25T02:00",
      "2026-10-25T03:00",
    ]);
  });

  it("follow a change of half an hour", () => {
    expect(next("every day at 02:15", "Australia/Lord_Howe", "2026-10-02T16:00:00Z", 2)).toEqual([
      "2026-10-03T15:30",
      "2026-10-04T15:15",
    ]);
    expect(next("every day at 01:45", "Australia/Lord_Howe", "2026-04-03T20:00:00Z", 2)).toEqual([
      "2026-04-04T14:45",
      "2026-04-05T15:15",
    ]);
  });

  it("come once for a whole day that a zone left out", () => {
    expect(next("every day at 10:00", "Pacific/Apia", "2011-12-29T12:00:00Z", 3)).toEqual([
      "2011-12-29T20:00",
      "2011-12-30T10:00",
      "2011-12-30T20:00",
    ]);
  });

  it("of a leap day come in leap years", () => {
    expect(next("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", 2)).toEqual(["2104-02-29T00:00", "2108-02-29T00:00"]);
  });

  it("of a day of the month or of the week are those of both, when both are said", () => {
    expect(next("0 0 13 * FRI", "UTC", "2026-11-10T00:00:00Z", 3)).toEqual([
      "2026-11-13T00:00",
      "2026-11-20T00:00",
      "2026-11-27T00:00",
    ]);
    expect(next("0 0 12 * FRI", "UTC", "2026-11-10T00:00:00Z", 2)).toEqual(["2026-11-12T00:00", "2026-11-13T00:00"]);
  });
});

/** Zones, each with a day near a change of its clocks: forward, back, by half an hour, at midnight, and none. */
const changes: readonly (readonly [zone: string, date: string])[] = [
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["America/St_Johns", "2026-03-08"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["America/Havana", "2026-03-08"],
  ["America/Santiago", "2026-04-05"],
  ["America/Santiago", "2026-09-06"],
  ["Africa/Cairo", "2026-04-24"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Asia/Kathmandu", "2026-06-01"],
  ["Pacific/Chatham", "2026-09-27"],
  ["Pacific/Apia", "2011-12-30"],
  ["UTC", "2028-02-29"],
];

interface Window {
  /** Each minute of four days, with what the walls show then. */
  readonly minutes: readonly { readonly at: number; readonly wall: number }[];
}

const windows = new Map<string, Window>();

/** By the calendar of Intl alone, minute by minute. */
function windowOf(zone: string, date: string): Window {
  const known = windows.get(zone + date);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const from = Date.parse(`${date}T00:00:00Z`) - 2 * day;
  const minutes = Array.from({ length: (4 * day) / minute }, (_, index) => {
    const at = from + index * minute;
    return { at, wall: Date.parse(`${format.format(at).replace(" ", "T")}Z`) };
  });
  const window = { minutes };
  windows.set(zone + date, window);
  return window;
}

/** The rule, said once more and slowly: every minute is looked at. */
function bruteForce({ fields }: Timing, { minutes }: Window): readonly number[] {
  const matches = (wall: number): boolean => {
    const date = new Date(wall);
    const ofMonth = fields.daysOfMonth.includes(date.getUTCDate());
    const ofWeek = fields.daysOfWeek.includes(date.getUTCDay());
    const both = fields.restricts.dayOfMonth && fields.restricts.dayOfWeek;
    return (
      fields.minutes.includes(date.getUTCMinutes()) &&
      fields.hours.includes(date.getUTCHours()) &&
      fields.months.includes(date.getUTCMonth() + 1) &&
      (both ? ofMonth || ofWeek : ofMonth && ofWeek)
    );
  };
  const found: number[] = [];
  let latest = (minutes[0]?.wall ?? 0) - minute;
  for (const { at, wall } of minutes) {
    let comes = false;
    for (let skipped = latest + minute; skipped < wall; skipped += minute) comes ||= matches(skipped);
    comes ||= matches(wall) && (wall > latest || fields.hours.length === 24);
    latest = Math.max(latest, wall);
    if (comes) found.push(at);
  }
  return found;
}

const list = (least: number, most: number) =>
  fc
    .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 })
    .map((values) => values.join(","));
const field = (least: number, most: number) =>
  fc.oneof(
    fc.constant("*"),
    list(least, most),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
  );
const crons = fc
  .tuple(field(0, 59), field(0, 23), fc.oneof(fc.constant("*"), list(1, 28)), fc.oneof(fc.constant("*"), field(0, 6)))
  .map(([minutes, hours, days, weekdays]) => `${minutes} ${hours} ${days} * ${weekdays}`);

it("property: the times around every change of clocks are those that a look at each minute finds", () => {
  fc.assert(
    fc.property(crons, fc.constantFrom(...changes), (cron, [zone, date]) => {
      const window = windowOf(zone, date);
      const [first, last] = [window.minutes[0]?.at ?? 0, window.minutes.at(-1)?.at ?? 0];
      const expected = bruteForce(timing(cron, zone), window);
      // The first hours may be the second showing of a time whose first was before the window.
      const from = first + day;
      expect(slotsBetween(timing(cron, zone), from, last)).toEqual(expected.filter((at) => at > from));
    }),
    { seed: 2026, numRuns: process.env["HOLDFAST_TEST_ALL"] === undefined ? 150 : 10_000 },
  );
});

it("property: the next times and the times between are the same, and each is later than the one before", () => {
  fc.assert(
    fc.property(
      crons,
      fc.constantFrom(...changes),
      fc.integer({ min: 0, max: 4_000 }),
      (cron, [zone, date], offset) => {
        const from = Date.parse(`${date}T00:00:00Z`) + (offset - 2_000) * minute;
        const slots = nextSlots(timing(cron, zone), from, 5);
        for (const [index, slot] of slots.entries()) expect(slot).toBeGreaterThan(slots[index - 1] ?? from);
        expect(slotsBetween(timing(cron, zone), from, slots.at(-1) ?? from)).toEqual(slots);
      },
    ),
    { seed: 2026, numRuns: process.env["HOLDFAST_TEST_ALL"] === undefined ? 100 : 3_000 },
  );
});
