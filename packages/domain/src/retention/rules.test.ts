import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { periodsIn, requireTimeZone } from "./periods.ts";
import { describeRules, formatDuration, hoursOfTtl, parseDuration, problemsOfRules } from "./rules.ts";

describe("weak point 34: a time to keep backups", () => {
  it("has one spelling for each unit, and nothing of zero or below", () => {
    expect(["12h", "30d", "2w", "6mo", "1y"].map(parseDuration)).toEqual([12, 720, 336, 4320, 8760]);
    for (const text of ["0d", "-1d", "30", "d", "1.5d", "1m", "1 month", "11y", ""]) {
      expect(() => parseDuration(text)).toThrow("no time to keep backups for");
    }
  });

  it("comes back as it was given, in days or hours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 87_600 }), (hours) => {
        expect(parseDuration(formatDuration(hours))).toBe(hours);
      }),
    );
  });

  it("is proposed by a vendor's ttl in whole hours, if it is one", () => {
    expect(["720h0m0s", "168h", "90m", "720h"].map(hoursOfTtl)).toEqual([720, 168, 1, 720]);
    expect(["", "0s", "30m", "soon", "-5h"].map(hoursOfTtl)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("rules", () => {
  it("that are no whole numbers from 1 on are named", () => {
    expect(problemsOfRules({ keepForHours: 24, keepLast: 1, daily: 7 })).toEqual([]);
    expect(problemsOfRules({ keepLast: 0, weekly: -1, monthly: 1.5, yearly: 11 })).toHaveLength(4);
  });

  it("are told in the words of the command line", () => {
    expect(describeRules({ keepForHours: 36, keepLast: 5, daily: 7, monthly: 12 })).toBe(
      "for 36h, the last 5, daily 7, monthly 12",
    );
    expect(describeRules({})).toBe("everything");
  });
});

describe("the periods of a moment", () => {
  it("are those of the time zone, with the weeks of ISO 8601", () => {
    const moment = Date.parse("2026-12-31T23:30:00Z");
    expect(periodsIn("UTC")(moment)).toEqual({
      daily: "2026-12-31",
      weekly: "2026-W53",
      monthly: "2026-12",
      yearly: "2026",
    });
    expect(periodsIn("Europe/Berlin")(moment)).toEqual({
      daily: "2027-01-01",
      weekly: "2026-W53",
      monthly: "2027-01",
      yearly: "2027",
    });
    expect(periodsIn("UTC")(Date.parse("2025-12-29T00:00:00Z")).weekly).toBe("2026-W01");
    expect(periodsIn("UTC")(Date.parse("2028-02-29T12:00:00Z")).daily).toBe("2028-02-29");
  });

  it("need a zone that exists", () => {
    expect(() => requireTimeZone("Mars/Olympus")).toThrow('no time zone "Mars/Olympus"');
  });
});
