import type { RetentionPreviewView } from "@holdfast/api";

export interface CalendarDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Of the month. */
  readonly number: number;
  readonly made: number;
  readonly freed: number;
  /** How many there are at its end. */
  readonly left: number;
}

export interface CalendarMonth {
  readonly title: string;
  /** Empty cells before the first day; weeks begin on Monday. */
  readonly lead: number;
  readonly days: readonly CalendarDay[];
}

type Preview = Pick<RetentionPreviewView, "from" | "until" | "timeZone" | "days" | "sets">;

const dayMilliseconds = 86_400_000;

/** Every day of the preview, also those on which nothing moves: then as many are left as the day before. */
export function monthsOf({ from, until, timeZone, days, sets }: Preview): readonly CalendarMonth[] {
  const moves = new Map(days.map((day) => [day.day, day]));
  const months = new Map<string, CalendarDay[]>();
  let left = sets.length;
  for (const day of daysBetween(dayIn(from, timeZone), dayIn(until, timeZone))) {
    const move = moves.get(day);
    left = move?.left ?? left;
    const cell = {
      day,
      number: Number(day.slice(8)),
      made: move?.made.length ?? 0,
      freed: move?.freed.length ?? 0,
      left,
    };
    months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), cell]);
  }
  return [...months].map(([month, cells]) => ({ title: titleOf(month), lead: leadOf(cells), days: cells }));
}

/** In the form YYYY-MM-DD, which sorts as it should. */
function dayIn(time: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(time));
}

function daysBetween(first: string, last: string): readonly string[] {
  const [begin, end] = [Date.parse(first), Date.parse(last)];
  const length = Math.max(0, Math.round((end - begin) / dayMilliseconds)) + 1;
  return Array.from({ length }, (_, index) => new Date(begin + index * dayMilliseconds).toISOString().slice(0, 10));
}

function leadOf([first]: readonly CalendarDay[]): number {
  return first === undefined ? 0 : (new Date(first.day).getUTCDay() + 6) % 7;
}

function titleOf(month: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01`),
  );
}
