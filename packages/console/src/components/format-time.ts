const steps = [
  { unit: "day", seconds: 86_400 },
  { unit: "h", seconds: 3_600 },
  { unit: "min", seconds: 60 },
  { unit: "s", seconds: 1 },
] as const;

/** The two largest units: "3 h 12 min". */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  const first = steps.findIndex((step) => total >= step.seconds);
  if (first < 0) return "0 s";
  let rest = total;
  const parts = steps.slice(first, first + 2).map(({ unit, seconds }) => {
    const amount = Math.floor(rest / seconds);
    rest %= seconds;
    return amount === 0 ? "" : `${amount} ${unit === "day" && amount > 1 ? "days" : unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

/** "just now", "3 min ago", "in 2 days". */
export function formatRelative(time: string, now: number): string {
  const distance = Date.parse(time) - now;
  if (Math.abs(distance) < 5_000) return "just now";
  const largest = formatDuration(Math.abs(distance)).split(" ").slice(0, 2).join(" ");
  return distance < 0 ? `${largest} ago` : `in ${largest}`;
}

/** "Mon 30 Nov 2026, 02:30" as the clocks of that zone show it. */
export function formatInZone(time: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(new Date(time));
}

/** In the reader's own zone, which is named. */
export function formatAbsolute(time: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(new Date(time));
}
