const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time for a person, rounded down: "under a minute", "5 min", "31 h 20 min", "3 d 4 h". */
export function formatSpan(seconds: number): string {
  if (seconds < minute) return "under a minute";
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  if (seconds < 2 * day) return two(seconds, { unit: hour, name: "h" }, { unit: minute, name: "min" });
  return two(seconds, { unit: day, name: "d" }, { unit: hour, name: "h" });
}

interface Unit {
  readonly unit: number;
  readonly name: string;
}

function two(seconds: number, large: Unit, small: Unit): string {
  const rest = Math.floor((seconds % large.unit) / small.unit);
  const whole = `${Math.floor(seconds / large.unit)} ${large.name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small.name}`;
}

/** RFC 3339 in UTC, to the second. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.[0-9]+Z$/, "Z");
}
