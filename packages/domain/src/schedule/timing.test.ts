import { describe, expect, it } from "vitest";
import { describeTiming } from "./describe-timing.ts";
import { readTiming } from "./timing.ts";

function cronOf(when: string): string {
  const reading = readTiming(when, "UTC");
  return reading.kind === "timing" ? reading.timing.cron : `refused: ${reading.reason}`;
}

describe("what a person writes is read as cron", () => {
  it.each([
    ["every day at 02:30", "30 2 * * *"],
    ["daily at 2:30 am", "30 2 * * *"],
    ["Every night at midnight", "0 0 * * *"],
    ["weekdays at 22:00", "0 22 * * MON-FRI"],
    ["every weekday at 10 pm", "0 22 * * MON-FRI"],
    ["weekends at noon", "0 12 * * SAT,SUN"],
    ["mondays and thursdays at 6:15", "15 6 * * MON,THU"],
    ["every mon, wed and fri at 04:05", "5 4 * * MON,WED,FRI"],
    ["weekly on sunday at 03:00", "0 3 * * SUN"],
    ["monthly on day 1 at 03:00", "0 3 1 * *"],
    ["every month on the 31st at 12:00 am", "0 0 31 * *"],
    ["every day at 06:00 and 18:00", "0 6,18 * * *"],
    ["every hour", "0 * * * *"],
    ["every 6 hours", "0 */6 * * *"],
    ["every 2 hours at minute 15", "15 */2 * * *"],
    ["every 30 minutes", "*/30 * * * *"],
    ["hourly", "0 * * * *"],
    ["weekly", "0 0 * * MON"],
    ["@weekly", "0 0 * * 0"],
    ["@every 6h", "0 */6 * * *"],
    ["  30  2 * *   MON-FRI ", "30 2 * * MON-FRI"],
  ])("%s", (when, cron) => {
    expect(cronOf(when)).toBe(cron);
  });
});

describe("what cannot be a time is refused, with why", () => {
  it.each([
    ["every 7 hours", "a day cannot be divided into 7 hours"],
    ["every 25 minutes", "an hour cannot be divided into 25 minutes"],
    ["every 0 hours", "a day cannot be divided into 0 hours"],
    ["every day at 25:00", '"25:00" is no time of day'],
    ["every day at 2:30 and 14:00", "its times differ in their minutes"],
    ["every blue moon", '"every blue moon" says no days'],
    ["monthly on day 32 at 03:00", "no month has a day 32"],
    ["@never", "it is none of"],
    ["@every 90s", "it is none of"],
    ["CRON_TZ=UTC 0 0 * * *", "the time zone is an option of its own"],
    ["0 0 * *", "has 5 fields"],
    ["0 0 0 * * *", "seconds are not part of it"],
    ["60 0 * * *", '"60" is not a minute: it takes 0 to 59'],
    ["0 24 * * *", '"24" is not a hour'],
    ["0 0 0 * *", '"0" is not a day of the month'],
    ["0 0 * FOO *", '"FOO" is not a month: it takes 1 to 12 or JAN to DEC'],
    ["0 0 * * 8", '"8" is not a day of the week'],
    ["0 0 * * FRI-MON", '"FRI-MON" runs backwards'],
    ["*/0 * * * *", '"*/0" is not a minute'],
    ["1-2-3 * * * *", '"1-2-3" is not a minute'],
    ["-1 * * * *", '"-1" is not a minute'],
    ["1, * * * *", '"" is not a minute'],
    ["0 0 31 4 *", "day 31 of month 4 never comes"],
    ["", "has 5 fields"],
  ])("%s", (when, reason) => {
    expect(cronOf(when)).toContain(reason);
  });

  it("and so is what is no time zone, with names that may have been meant", () => {
    expect(readTiming("daily", "Berlin")).toMatchObject({
      what: "time-zone",
      remedy: expect.stringContaining("Europe/Berlin") as string,
    });
    for (const zone of ["", "+02:00", "Mars/Olympus", "Local", "Europe/Berlin; rm"]) {
      expect(readTiming("daily", zone)).toMatchObject({ kind: "refused", what: "time-zone" });
    }
  });
});

it.each([
  ["europe/berlin", "Europe/Berlin"],
  ["asia/kolkata", "Asia/Kolkata"],
  ["utc", "UTC"],
  ["america/port_of_spain", "America/Port_of_Spain"],
])("a zone written as %s is %s", (written, zone) => {
  expect(readTiming("daily", written)).toMatchObject({ timing: { timeZone: zone } });
});

it.each([
  ["30 2 * * *", "every day at 02:30"],
  ["0 */6 * * *", "every 6 hours"],
  ["15 * * * *", "every hour at minute 15"],
  ["*/10 * * * *", "every 10 minutes"],
  ["0 22 * * 1-5", "weekdays at 22:00"],
  ["0 6,18 * * SAT,SUN", "weekends at 06:00 and 18:00"],
  ["5 4 * * MON,THU", "every Monday and Thursday at 04:05"],
  ["0 0 1 * *", "cron 0 0 1 * *"],
  ["0,1 5 * * *", "cron 0,1 5 * * *"],
])("cron %s is told as %s", (cron, words) => {
  const reading = readTiming(cron, "UTC");
  expect(reading.kind === "timing" ? describeTiming(reading.timing) : reading.reason).toBe(words);
});
