import { describe, expect, it } from "vitest";
import { aSet, dayMilliseconds, factsOf, historyStart } from "../../test-support/set-histories.ts";
import { forecastRetention } from "./forecast.ts";
import type { PlannedSet } from "./forecast.ts";
import type { RetentionRules } from "./rules.ts";

function nightly(nights: number): readonly PlannedSet[] {
  return Array.from({ length: nights }, (_, night) => ({
    name: `night-${night}`,
    at: historyStart + night * dayMilliseconds,
    scope: { kind: "instance" },
    destination: "s3",
    slugs: ["guestbook"],
  }));
}

function forecast(rules: RetentionRules, nights: number, timeZone = "UTC") {
  const until = historyStart + nights * dayMilliseconds;
  return forecastRetention(factsOf([], rules, timeZone), {
    from: historyStart,
    until,
    timeZone,
    planned: nightly(nights),
  });
}

describe("the calendar of what will exist", () => {
  it("names what each day brings and frees", () => {
    const { days, left } = forecast({ keepLast: 2 }, 4);
    expect(days).toMatchObject([
      { day: "2026-03-01", made: ["night-0"], freed: [], left: 1 },
      { day: "2026-03-02", made: ["night-1"], freed: [], left: 2 },
      { day: "2026-03-03", made: ["night-2"], freed: [{ set: "night-0" }], left: 2 },
      { day: "2026-03-04", made: ["night-3"], freed: [{ set: "night-1" }], left: 2 },
    ]);
    expect(left).toEqual(["night-3", "night-2"]);
    expect(days[2]?.freed[0]?.why).toBe("the rules keep the last 2, and this is none of them");
  });

  it("frees by age on its day, without any new backup, but for what is always kept", () => {
    const sets = [
      aSet({ name: "newer", createdAt: historyStart - dayMilliseconds }),
      aSet({ name: "older", createdAt: historyStart - 2 * dayMilliseconds }),
    ];
    const wish = { from: historyStart, until: historyStart + 30 * dayMilliseconds, timeZone: "UTC", planned: [] };
    const { days, left } = forecastRetention(factsOf(sets, { keepForHours: 5 * 24 }), wish);
    expect(days).toMatchObject([{ day: "2026-03-04", freed: [{ set: "older" }] }]);
    expect(left).toEqual(["newer"]);
  });

  it(
    "after three years of nights holds seven days, eight weeks, twelve months and the years",
    { timeout: 60_000 },
    () => {
      for (const timeZone of ["UTC", "America/New_York", "Australia/Lord_Howe"]) {
        const { left, days } = forecast({ daily: 7, weekly: 8, monthly: 12, yearly: 10 }, 3 * 365 + 1, timeZone);
        // Days and weeks, weeks and months, months and years share some.
        expect(left.length).toBeGreaterThanOrEqual(23);
        expect(left.length).toBeLessThanOrEqual(7 + 8 + 12 + 4);
        expect(Math.max(...days.map((day) => day.left))).toBeLessThanOrEqual(31);
        expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
      }
    },
  );
});
