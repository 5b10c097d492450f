import type { CronFields } from "./cron.ts";
import type { Timing } from "./timing.ts";
import { momentsOf, steadyOffset } from "./time-zone.ts";

const minuteMilliseconds = 60_000;
const dayMilliseconds = 24 * 60 * minuteMilliseconds;
/** A leap day can be eight years away (1896 to 1904), and it may have to be one weekday. */
const horizonDays = 366 * 41;

/**
 * The next times after a moment, in milliseconds since the epoch, at most `count`. A time of day that clocks skip comes
 * once, right after the gap; one that they show twice comes once, the first time, but for a schedule of every hour, which
 * follows real hours.
 */
export function nextSlots(timing: Timing, afterMilliseconds: number, count: number): readonly number[] {
  const found: number[] = [];
  if (count <= 0) return found;
  for (const slot of slotsAfter(timing, afterMilliseconds, horizonDays)) {
    found.push(slot);
    if (found.length === count) break;
  }
  return found;
}

/** The times after one moment and up to another, that one included. */
export function slotsBetween(timing: Timing, afterMilliseconds: number, untilMilliseconds: number): readonly number[] {
  const found: number[] = [];
  const days = Math.ceil((untilMilliseconds - afterMilliseconds) / dayMilliseconds) + 3;
  for (const slot of slotsAfter(timing, afterMilliseconds, days)) {
    if (slot > untilMilliseconds) break;
    found.push(slot);
  }
  return found;
}

/** Day by day of the zone's calendar, from two days before: no zone is further from UTC than a day. */
function* slotsAfter({ fields, timeZone }: Timing, after: number, days: number): Generator<number, void, undefined> {
  const firstDay = Math.floor(after / dayMilliseconds) - 2;
  let last = after;
  for (let day = firstDay; day <= firstDay + 4 + days; day += 1) {
    const midnight = day * dayMilliseconds;
    if (!isDayOf(fields, new Date(midnight))) continue;
    for (const slot of slotsOfDay({ fields, timeZone, midnight, after: last })) {
      if (slot <= last) continue;
      last = slot;
      yield slot;
    }
  }
}

function isDayOf({ daysOfMonth, daysOfWeek, months, restricts }: CronFields, date: Date): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const ofMonth = daysOfMonth.includes(date.getUTCDate());
  const ofWeek = daysOfWeek.includes(date.getUTCDay());
  return restricts.dayOfMonth && restricts.dayOfWeek ? ofMonth || ofWeek : ofMonth && ofWeek;
}

interface DayOfSlots {
  readonly fields: CronFields;
  readonly timeZone: string;
  /** As if it were UTC. */
  readonly midnight: number;
  /** A day that is over by then has nothing to give. */
  readonly after: number;
}

/** In order; two times of day that meet after a gap are two equal slots. */
function slotsOfDay({ fields, timeZone, midnight, after }: DayOfSlots): readonly number[] {
  const offset = steadyOffset(timeZone, midnight);
  if (offset !== undefined && midnight + dayMilliseconds - offset <= after) return [];
  const walls = fields.hours.flatMap((hour) =>
    fields.minutes.map((minute) => midnight + (hour * 60 + minute) * minuteMilliseconds),
  );
  if (offset !== undefined) return walls.map((wall) => wall - offset);
  const everyHour = fields.hours.length === 24;
  const slots = walls.flatMap((wall) => {
    const moments = momentsOf(timeZone, wall);
    switch (moments.kind) {
      case "once":
        return [moments.at];
      case "twice":
        return everyHour ? [moments.at, moments.again] : [moments.at];
      case "never":
        return [moments.after];
    }
  });
  return slots.sort((one, other) => one - other);
}
