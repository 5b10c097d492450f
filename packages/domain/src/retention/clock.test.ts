import { describe, expect, it } from "vitest";
import { describeClock, judgeClock, nextWitness } from "./clock.ts";
import type { ClockWitness } from "./clock.ts";

const hour = 3600 * 1000;
const start = Date.parse("2026-06-01T00:00:00Z");

/** Looks at these moments, one after the other, with a newest backup of the start. */
function look(moments: readonly number[], first?: ClockWitness) {
  let witness = first;
  return moments.map((now) => {
    witness = nextWitness(witness, now, start);
    return judgeClock(witness, now, { name: "newest", createdAt: new Date(start).toISOString() }).kind;
  });
}

describe("the time by which backups are deleted", () => {
  it("is believed at first sight when a backup is as young as it says", () => {
    expect(look([start + hour, start + 2 * hour])).toEqual(["believed", "believed"]);
  });

  it("is not believed for a day after it jumped by a month, and is believed again then", () => {
    const month = 30 * 24 * hour;
    const jumped = [0, 12, 23, 25].map((hours) => start + month + hours * hour);
    expect(look([start + hour, ...jumped])).toEqual(["believed", "settling", "settling", "settling", "believed"]);
  });

  it("is not taken down at first sight while there is no backup to believe it by", () => {
    expect(nextWitness(undefined, start, undefined)).toBeUndefined();
    expect(nextWitness({ lastSeen: start, steadySince: 0 }, start + hour, undefined)).toBeDefined();
    expect(judgeClock(undefined, start, undefined).kind).toBe("believed");
  });

  it("is not believed for a day after it was set right again", () => {
    const ahead = start + 30 * 24 * hour;
    expect(look([ahead, start + hour, start + 20 * hour, start + 26 * hour])).toEqual([
      "settling",
      "settling",
      "settling",
      "believed",
    ]);
  });

  it("is not believed for a day after three days without anybody who looked", () => {
    expect(look([start + hour, start + 73 * hour, start + 98 * hour])).toEqual(["believed", "settling", "settling"]);
    const steady = [80, 90, 98].map((hours) => start + hours * hour);
    expect(look([start + hour, start + 73 * hour, ...steady])).toEqual([
      "believed",
      "settling",
      "settling",
      "settling",
      "believed",
    ]);
  });

  it("passes an hour's change and a slow drift", () => {
    expect(look([start + hour, start, start + 2 * hour])).toEqual(["believed", "believed", "believed"]);
  });

  it("is not believed while a backup is newer than it", () => {
    const now = start - hour;
    const judged = judgeClock(nextWitness(undefined, now, start), now, {
      name: "newest",
      createdAt: new Date(start).toISOString(),
    });
    expect(judged.kind).toBe("behind");
    expect(describeClock(judged)).toContain("Backup newest");
  });
});
