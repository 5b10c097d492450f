import { describe, expect, test } from "vitest";
import { monthsOf } from "./months-of.ts";

const preview = {
  from: "2026-11-28T23:30:00Z",
  until: "2026-12-03T00:30:00Z",
  timeZone: "Europe/Berlin",
  sets: [],
  days: [
    { day: "2026-11-30", made: ["s-1"], freed: [], left: 1 },
    { day: "2026-12-02", made: ["s-2", "s-3"], freed: [{ set: "s-1", why: "older than 2d" }], left: 2 },
  ],
};

describe("the calendar of what is kept", () => {
  test("begins at the day of its time zone, month by month, with weeks from Monday on", () => {
    const months = monthsOf(preview);
    expect(months.map(({ title, lead, days }) => [title, lead, days.length])).toEqual([
      ["November 2026", 6, 2],
      ["December 2026", 1, 3],
    ]);
    expect(months[0]?.days[0]?.day).toBe("2026-11-29");
  });

  test("says for every day how many there are at its end, also where nothing moves", () => {
    const days = monthsOf(preview).flatMap((month) => month.days);
    expect(days.map(({ left }) => left)).toEqual([0, 1, 1, 2, 2]);
    expect(days.map(({ made, freed }) => made - freed)).toEqual([0, 1, 0, 1, 0]);
  });
});
