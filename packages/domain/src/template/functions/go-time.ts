const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];
const monthNames = [...months, "November", "December"];
const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const layoutPattern =
  /January|Jan|Monday|Mon|MST|2006|Z07:00|-07:00|-0700|\.000|15|01|02|03|04|05|06|PM|pm|_2|1|2|3|4|5/gu;

/** A time in UTC under a layout of Go's time package; "" is RFC 3339, as in KOTS. */
export function formatTime(milliseconds: number, layout: string): string {
  const date = new Date(milliseconds);
  return (layout || "2006-01-02T15:04:05Z07:00").replaceAll(layoutPattern, (part) => partOf(date, part));
}

function partOf(date: Date, part: string): string {
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const month = monthNames[date.getUTCMonth()] ?? "";
  const day = dayNames[date.getUTCDay()] ?? "";
  const parts: Readonly<Record<string, string>> = {
    January: month,
    Jan: month.slice(0, 3),
    Monday: day,
    Mon: day.slice(0, 3),
    MST: "UTC",
    "2006": String(date.getUTCFullYear()),
    "06": two(date.getUTCFullYear() % 100),
    "01": two(date.getUTCMonth() + 1),
    "1": String(date.getUTCMonth() + 1),
    "02": two(date.getUTCDate()),
    _2: String(date.getUTCDate()).padStart(2),
    "2": String(date.getUTCDate()),
    "15": two(hour),
    "03": two(half),
    "3": String(half),
    "04": two(date.getUTCMinutes()),
    "4": String(date.getUTCMinutes()),
    "05": two(date.getUTCSeconds()),
    "5": String(date.getUTCSeconds()),
    ".000": `.${String(date.getUTCMilliseconds()).padStart(3, "0")}`,
    PM: hour < 12 ? "AM" : "PM",
    pm: hour < 12 ? "am" : "pm",
    "Z07:00": "Z",
    "-07:00": "+00:00",
    "-0700": "+0000",
  };
  return parts[part] ?? part;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
