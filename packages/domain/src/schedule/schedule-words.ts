/** What plain words come to. "no-words": it may be a cron expression. */
export type WordsReading =
  | { readonly kind: "cron"; readonly cron: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "no-words" };

/** The presets of KOTS by their words, and those of cron and Velero by their signs. */
const presets: Readonly<Record<string, string>> = {
  hourly: "0 * * * *",
  daily: "0 0 * * *",
  weekly: "0 0 * * MON",
  monthly: "0 0 1 * *",
  yearly: "0 0 1 1 *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const weekdayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const cronDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Reads a preset or plain words such as "every day at 02:30". */
export function cronOfWords(text: string): WordsReading {
  const words = text.trim().toLowerCase().replaceAll(/\s+/gu, " ");
  const preset = presets[words];
  if (preset !== undefined) return { kind: "cron", cron: preset };
  if (words.startsWith("@")) return ofSign(words);
  if (/tz=/u.test(words)) return refused("the time zone is an option of its own, not part of the expression");
  if (!/^[a-z]{4,}|^(?:on|sun|mon|tue|wed|thu|fri|sat)[s,]? /u.test(words)) return { kind: "no-words" };
  return ofInterval(words) ?? ofDays(words);
}

function ofSign(words: string): WordsReading {
  const [, hours, minutes] = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:0s)?$/u.exec(words) ?? [];
  if (hours !== undefined && minutes === undefined) return everyHours(Number(hours), 0);
  if (minutes !== undefined && hours === undefined) return everyMinutes(Number(minutes));
  const known = Object.keys(presets).filter((name) => name.startsWith("@"));
  return refused(`it is none of ${known.join(", ")}, "@every 6h" and "@every 30m"`);
}

/** "every 6 hours", "every 2 hours at minute 15", "every 30 minutes", "every hour". */
function ofInterval(words: string): WordsReading | undefined {
  const [, count, unit, minute] =
    /^every (?:(\d+|other) )?(hours?|minutes?)(?: at (?:minute |:)(\d{1,2}))?$/u.exec(words) ?? [];
  if (unit === undefined) return undefined;
  const number = count === undefined ? 1 : count === "other" ? 2 : Number(count);
  if (unit.startsWith("minute")) {
    return minute === undefined ? everyMinutes(number) : refused("a minute is said only with hours");
  }
  return everyHours(number, Number(minute ?? 0));
}

function everyHours(hours: number, minute: number): WordsReading {
  if (minute > 59) return refused(`there is no minute ${minute}`);
  if (hours === 1) return cron(`${minute} * * * *`);
  if (hours === 24) return cron(`${minute} 0 * * *`);
  if (hours > 0 && 24 % hours === 0) return cron(`${minute} */${hours} * * *`);
  return refused(`a day cannot be divided into ${hours} hours; 1, 2, 3, 4, 6, 8 and 12 can`);
}

function everyMinutes(minutes: number): WordsReading {
  if (minutes === 1) return cron("* * * * *");
  if (minutes === 60) return cron("0 * * * *");
  if (minutes > 0 && 60 % minutes === 0) return cron(`*/${minutes} * * * *`);
  return refused(`an hour cannot be divided into ${minutes} minutes; 5, 10, 15, 20 and 30 can`);
}

/** "every day at 02:30", "weekdays at 22:00", "monday and thursday at 6:00", "monthly on day 1 at 03:00". */
function ofDays(words: string): WordsReading {
  const [, before = "", after] = /^(.*?)(?: at (.+))?$/u.exec(words) ?? [];
  const days = readDays(before);
  if (typeof days === "string") return refused(days);
  const times = readTimes(after ?? "00:00");
  if (typeof times === "string") return refused(times);
  return cron(`${times.minute} ${times.hours.join(",")} ${days.ofMonth} * ${days.ofWeek}`);
}

interface Days {
  readonly ofMonth: string;
  readonly ofWeek: string;
}

function readDays(words: string): Days | string {
  const said = words.replace(/^(?:on |every |each )+/u, "");
  switch (said) {
    case "day":
    case "daily":
    case "night":
      return { ofMonth: "*", ofWeek: "*" };
    case "weekday":
    case "weekdays":
      return { ofMonth: "*", ofWeek: "MON-FRI" };
    case "weekend":
    case "weekends":
      return { ofMonth: "*", ofWeek: "SAT,SUN" };
  }
  return readMonthDay(said) ?? readWeekdays(said.replace(/^week(?:ly)?(?: on)? /u, "")) ?? `"${words}" says no days`;
}

function readMonthDay(words: string): Days | string | undefined {
  const [, day] = /^month(?:ly)? on (?:the |day )?(\d{1,2})(?:st|nd|rd|th)?$/u.exec(words) ?? [];
  if (day === undefined) return undefined;
  const number = Number(day);
  return number >= 1 && number <= 31 ? { ofMonth: String(number), ofWeek: "*" } : `no month has a day ${day}`;
}

function readWeekdays(words: string): Days | undefined {
  const days = words.split(/, and | and |, ?/u).map((word) => weekdayOf(word));
  const known = days.filter((day) => day !== undefined);
  return known.length === days.length ? { ofMonth: "*", ofWeek: known.join(",") } : undefined;
}

function weekdayOf(word: string): string | undefined {
  const single = word.replace(/s$/u, "");
  const index = weekdayNames.findIndex((name) => name === single || (single.length === 3 && name.startsWith(single)));
  return index < 0 ? undefined : cronDays[index];
}

interface Times {
  readonly minute: number;
  readonly hours: readonly number[];
}

function readTimes(words: string): Times | string {
  const times: { readonly hour: number; readonly minute: number }[] = [];
  for (const word of words.split(/, and | and |, ?/u)) {
    const time = readTime(word);
    if (time === undefined) return `"${word}" is no time of day; write it as 02:30, 14:00 or 2:30 pm`;
    times.push(time);
  }
  const minute = times[0]?.minute ?? 0;
  if (times.some((time) => time.minute !== minute)) {
    return "its times differ in their minutes, which takes a schedule for each";
  }
  return { minute, hours: [...new Set(times.map(({ hour }) => hour))].sort((one, other) => one - other) };
}

function readTime(word: string): { readonly hour: number; readonly minute: number } | undefined {
  if (word === "noon") return { hour: 12, minute: 0 };
  if (word === "midnight") return { hour: 0, minute: 0 };
  const [, hourText, minuteText, half] = /^(\d{1,2})(?::(\d{2}))? ?(am|pm)?$/u.exec(word) ?? [];
  if (hourText === undefined || (minuteText === undefined && half === undefined)) return undefined;
  const [hour, minute] = [Number(hourText), Number(minuteText ?? 0)];
  if (minute > 59) return undefined;
  if (half === undefined) return hour <= 23 ? { hour, minute } : undefined;
  return hour >= 1 && hour <= 12 ? { hour: (hour % 12) + (half === "pm" ? 12 : 0), minute } : undefined;
}

function cron(text: string): WordsReading {
  return { kind: "cron", cron: text };
}

function refused(reason: string): WordsReading {
  return { kind: "refused", reason };
}
