const dayMilliseconds = 24 * 3600 * 1000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's name in its usual spelling, or undefined for what is no name of the IANA time zone database. */
export function readTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/u.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    // Some names are kept under an older or newer one: what was asked for is what is shown.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : spelled(name);
  } catch {
    return undefined;
  }
}

/** "asia/KOLKATA" as "Asia/Kolkata"; what has no place in it is left as it is. */
function spelled(name: string): string {
  if (!name.includes("/")) return name;
  return name.toLowerCase().replaceAll(/(?<=^|[/_-])[a-z]/gu, (letter) => letter.toUpperCase());
}

function zoneNames(): readonly string[] {
  return Intl.supportedValuesOf("timeZone");
}

/** Names that may have been meant, at most three. */
export function similarTimeZones(name: string): readonly string[] {
  const place = name.split("/").at(-1)?.toLowerCase().replaceAll(" ", "_") ?? "";
  if (place.length < 3) return [];
  return zoneNames()
    .filter((one) => one.toLowerCase().includes(place))
    .slice(0, 3);
}

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(timeZone: string, milliseconds: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  // "11/21/2026, 17:05:09": whole seconds, so the rest of the moment is put aside.
  const seconds = Math.floor(milliseconds / 1000) * 1000;
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = format
    .format(seconds)
    .split(/[^0-9]+/u)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

/** A time on the wall of a zone: a date and a time of day, as milliseconds since the epoch as if it were UTC. */
export type WallTime = number;

/** The moments at which a wall of the zone shows a time. */
export type Moments =
  | { readonly kind: "once"; readonly at: number }
  /** Clocks were set back over it. */
  | { readonly kind: "twice"; readonly at: number; readonly again: number }
  /** Clocks were set forward over it; `after` is the first moment after the gap. */
  | { readonly kind: "never"; readonly after: number };

/** No zone has changed its clocks twice within two days. */
export function momentsOf(timeZone: string, wall: WallTime): Moments {
  const before = offsetAt(timeZone, wall - dayMilliseconds);
  const after = offsetAt(timeZone, wall + dayMilliseconds);
  if (before === after) return { kind: "once", at: wall - before };
  const candidates = [wall - before, wall - after].filter((at) => at + offsetAt(timeZone, at) === wall);
  const [one, other] = candidates.sort((first, second) => first - second);
  if (one === undefined)
    return { kind: "never", after: changeBetween(timeZone, wall - dayMilliseconds, wall + dayMilliseconds) };
  return other === undefined ? { kind: "once", at: one } : { kind: "twice", at: one, again: other };
}

/** Days are asked for again and again, by every schedule of a zone. */
const steadyDays = new Map<string, number | "changes">();
const mostSteadyDays = 5_000;

/** The zone's offset on the day that begins at a wall's midnight; undefined when clocks are changed near it. */
export function steadyOffset(timeZone: string, midnight: WallTime): number | undefined {
  const key = `${timeZone} ${midnight}`;
  let known = steadyDays.get(key);
  if (known === undefined) {
    const before = offsetAt(timeZone, midnight - dayMilliseconds);
    known = before === offsetAt(timeZone, midnight + 2 * dayMilliseconds) ? before : "changes";
    if (steadyDays.size >= mostSteadyDays) steadyDays.clear();
    steadyDays.set(key, known);
  }
  return known === "changes" ? undefined : known;
}

/** The first moment of the later offset, to the second. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const old = offsetAt(timeZone, from);
  let [low, high] = [Math.floor(from / 1000), Math.ceil(to / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle * 1000) === old) low = middle;
    else high = middle;
  }
  return high * 1000;
}
