import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SimulatedSchedule } from "../../test-support/simulated-schedule.ts";
import type { SimulationOptions } from "../../test-support/simulated-schedule.ts";
import { comingSlots } from "./coming-slots.ts";
import { slotsBetween } from "./slots.ts";
import { readTiming } from "./timing.ts";
import type { Timing } from "./timing.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse("2026-01-01T00:00:30Z");
const isWhole = process.env["HOLDFAST_TEST_ALL"] !== undefined;

function timing(when: string, timeZone = "UTC"): Timing {
  const reading = readTiming(when, timeZone);
  if (reading.kind === "refused") throw new Error(reading.reason);
  return reading.timing;
}

function simulate(when: string, options: Partial<SimulationOptions> = {}, timeZone = "UTC"): SimulatedSchedule {
  return new SimulatedSchedule(start, { timing: timing(when, timeZone), ...options });
}

function setsOf({ begun }: SimulatedSchedule): readonly string[] {
  return [...begun.keys()];
}

function missedOf({ ledger }: SimulatedSchedule): readonly string[] {
  return (ledger?.missed ?? []).map(({ slot, reason }) => `${new Date(slot).toISOString().slice(0, 16)} ${reason}`);
}

describe("a schedule", () => {
  it.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kolkata"])(
    "makes exactly one set of each of its times in two years, on time, in %s",
    (zone) => {
      const world = simulate("30 2 * * *", {}, zone);
      world.awake(2 * 365 * day);
      const slots = slotsBetween(world.timing, start, world.now);
      expect(world.begun.size).toBe(slots.length);
      expect([...world.begun.values()].every((count) => count === 1)).toBe(true);
      expect([...world.begunAt.values()]).toEqual(slots);
      expect(world.ledger?.missed).toEqual([]);
    },
  );

  it("whose beginning a clock that is ahead wrote comes to rest until then, and takes its times up from then on", () => {
    const world = simulate("@hourly");
    world.activeFrom = start + 90 * minute;
    world.awake(minute);
    expect(world.writes).toBe(1);
    world.awake(85 * minute);
    expect(world.writes).toBe(1);
    world.awake(2 * hour);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260101020000", "s-abcde-nightly-20260101030000"]);
  });

  it("whose next time is years away comes to rest, however long ago the last one was decided", () => {
    const world = simulate("0 0 29 2 *");
    world.awake(minute);
    world.asleep(3 * 365 * day);
    world.awake(minute);
    const before = world.looks;
    world.awake(100 * day);
    expect(world.looks - before).toBeLessThan(5);
    expect(missedOf(world)).toEqual([]);
  });

  it("makes nothing up that was before it", () => {
    const world = simulate("@hourly");
    world.awake(10 * minute);
    expect(setsOf(world)).toEqual([]);
  });

  it("makes up for three days asleep with one backup, and lists the other times as missed", () => {
    const world = simulate("@daily");
    world.awake(2 * day);
    world.asleep(3 * day + 2 * hour);
    world.awake(hour);
    expect(setsOf(world)).toEqual([
      "s-abcde-nightly-20260102000000",
      "s-abcde-nightly-20260103000000",
      "s-abcde-nightly-20260106000000",
    ]);
    const slept = "Holdfast did not run at that time, or its clock was set forward over it.";
    expect(missedOf(world)).toEqual([`2026-01-05T00:00 ${slept}`, `2026-01-04T00:00 ${slept}`]);
  });

  it("keeps a bounded list of what was missed, and counts the rest", () => {
    const world = simulate("@hourly");
    world.awake(2 * hour);
    world.asleep(30 * day);
    world.awake(hour);
    expect(world.ledger?.missed).toHaveLength(50);
    expect((world.ledger?.missed.length ?? 0) + (world.ledger?.missedEarlier ?? 0) + world.begun.size).toBe(723);
  });

  it("weak point 29: waits for a backup that still runs, and misses a time with that reason when the next one comes", () => {
    const world = simulate("@hourly", { runMilliseconds: 150 * minute });
    world.awake(4 * hour + 40 * minute);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260101010000", "s-abcde-nightly-20260101030000"]);
    expect(missedOf(world)).toEqual(["2026-01-01T02:00 The backup s-abcde-nightly-20260101010000 still runs."]);
    expect(world.ledger?.due?.waitsFor).toBe("The backup s-abcde-nightly-20260101030000 still runs.");
  });

  it("weak point 32: waits while its application is locked, and begins as soon as it is free", () => {
    const world = simulate("@daily");
    world.awake(20 * hour);
    world.obstacle = "Application guestbook is in use: restore of guestbook.";
    world.awake(6 * hour);
    expect(setsOf(world)).toEqual([]);
    world.obstacle = undefined;
    world.awake(minute);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260102000000"]);
    expect(world.ledger?.missed).toEqual([]);
  });

  it("misses a time that could not begin by its deadline, with what held it up", () => {
    const world = simulate("@daily", { startWithinMilliseconds: 2 * hour });
    world.obstacle = "Application guestbook is in use: restore of guestbook.";
    world.awake(30 * hour);
    world.obstacle = undefined;
    world.awake(hour);
    expect(setsOf(world)).toEqual([]);
    expect(missedOf(world)).toEqual([
      "2026-01-02T00:00 It did not begin within 2 h: Application guestbook is in use: restore of guestbook.",
    ]);
  });

  it("weak point 30: tries a backup that cannot be begun again later and later, and shows why", () => {
    const world = simulate("@daily");
    world.awake(23 * hour);
    const before = world.writes;
    world.failing = true;
    world.awake(5 * hour);
    expect(world.ledger?.due).toMatchObject({ waitsFor: "It failed." });
    expect(world.writes - before).toBeLessThan(16);
    world.failing = false;
    world.awake(hour);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260102000000"]);
  });

  it("that was paused makes nothing up, and says so of a time that waited", () => {
    const world = simulate("@daily");
    world.obstacle = "busy";
    world.awake(25 * hour);
    world.pause();
    world.awake(3 * day);
    world.resume();
    world.obstacle = undefined;
    world.awake(hour);
    expect(setsOf(world)).toEqual([]);
    expect(missedOf(world)).toEqual(["2026-01-02T00:00 The schedule was paused before its backup could begin."]);
    world.awake(day);
    expect(setsOf(world)).toHaveLength(1);
  });

  it("goes by its new zone from the change on, and makes nothing up for times that it had there before", () => {
    const world = simulate("every day at 12:00", {}, "Asia/Tokyo");
    world.awake(15 * hour);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260101030000"]);
    world.timing = timing("every day at 12:00", "Europe/Berlin");
    world.awake(day);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260101030000", "s-abcde-nightly-20260102110000"]);
    expect(world.ledger?.missed).toEqual([]);
  });

  it("tells the transfers of a backup to stop that takes too long, once, and goes on when it has ended", () => {
    const world = simulate("@daily", { runMilliseconds: 28 * hour });
    world.awake(50 * hour);
    expect(world.ledger?.lastRun?.stoppedAt).toBe(Date.parse("2026-01-03T00:00:00Z"));
    world.awake(20 * hour);
    expect(setsOf(world)).toEqual(["s-abcde-nightly-20260102000000", "s-abcde-nightly-20260103000000"]);
  });
});

describe("a clock that is set", () => {
  it("an hour back makes no second set of the hour", () => {
    const world = simulate("*/10 * * * *");
    world.awake(3 * hour);
    const made = world.begun.size;
    world.clockError = -hour;
    world.awake(55 * minute);
    expect(world.begun.size).toBe(made);
    world.awake(hour);
    expect(world.begun.size).toBe(made + 5);
    expect([...world.begun.values()].every((count) => count === 1)).toBe(true);
  });

  it("differs a little between two servers, which is nothing", () => {
    const world = simulate("@daily");
    world.asleep(3 * day);
    world.awake(minute);
    world.clockError = -5 * minute;
    world.awake(2 * day);
    expect(setsOf(world)).toHaveLength(2);
    expect(missedOf(world)).toHaveLength(2);
  });

  it("thirty days forward for an hour costs one backup too early, and no day afterwards", () => {
    const world = simulate("@daily");
    world.awake(2 * day);
    world.clockError = 30 * day;
    world.awake(hour);
    expect(world.begun.size).toBe(3);
    world.clockError = 0;
    world.awake(40 * day);
    // Of the day whose backup was made too early, none is made again.
    expect(world.begun.size).toBe(2 + 1 + 39);
    expect(missedOf(world)).toEqual([
      "2026-02-02T00:00 A backup for this time was decided on before, while the clock was ahead.",
    ]);
    expect([...world.begun.values()].every((count) => count === 1)).toBe(true);
  });

  it("forward over one time for an hour is listed when that time really comes", () => {
    const world = simulate("30 2 * * *");
    world.awake(4 * day + 10 * hour);
    world.clockError = 20 * hour;
    world.awake(hour);
    expect(setsOf(world).at(-1)).toBe("s-abcde-nightly-20260106023000");
    world.clockError = 0;
    world.awake(minute);
    const coming = { timing: world.timing, activeFrom: world.activeFrom, ledger: world.ledger };
    expect(comingSlots(coming, world.now, 1)).toEqual([Date.parse("2026-01-07T02:30:00Z")]);
    world.awake(day);
    expect(missedOf(world)).toEqual([
      "2026-01-06T02:30 A backup for this time was decided on before, while the clock was ahead.",
    ]);
    world.awake(day);
    expect(setsOf(world).at(-1)).toBe("s-abcde-nightly-20260107023000");
  });

  it("thirty days back and forward again makes no set twice and none of the past", () => {
    const world = simulate("@daily");
    world.awake(5 * day);
    world.clockError = -30 * day;
    world.awake(2 * day);
    world.clockError = 0;
    world.awake(3 * day);
    expect([...world.begun.values()].every((count) => count === 1)).toBe(true);
    expect(world.begun.size).toBe(5 + 1 + 3);
  });
});

type Event =
  | { readonly kind: "awake" | "asleep"; readonly milliseconds: number }
  | { readonly kind: "clock"; readonly error: number }
  | { readonly kind: "zone"; readonly zone: string }
  | { readonly kind: "pause" | "obstacle" | "failing" | "prune" };

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"];
const rules = ["*/20 * * * *", "@hourly", "15 */6 * * *", "30 2 * * *", "0 22 * * MON-FRI", "@weekly", "0 3 29 * *"];

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("awake" as const),
      milliseconds: fc.integer({ min: minute, max: 2 * day }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("asleep" as const),
      milliseconds: fc.constantFrom(minute, hour, 3 * day, 30 * day),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      error: fc.constantFrom(0, 0, hour, -hour, 30 * day, -30 * day),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("zone" as const), zone: fc.constantFrom(...zones) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("pause" as const, "obstacle" as const, "failing" as const, "prune" as const),
    }),
  },
);

function apply(world: SimulatedSchedule, event: Event): void {
  switch (event.kind) {
    case "awake":
      return world.awake(event.milliseconds);
    case "asleep":
      return world.asleep(event.milliseconds);
    case "clock":
      world.clockError = event.error;
      return;
    case "zone":
      world.timing = timing(world.timing.cron, event.zone);
      return;
    case "pause":
      return world.paused ? world.resume() : world.pause();
    case "obstacle":
      world.obstacle = world.obstacle === undefined ? "Application guestbook is in use." : undefined;
      return;
    case "failing":
      world.failing = !world.failing;
      return;
    case "prune":
      return world.prune();
  }
}

/** A sequence that looks random and is the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it(
  "weak point 31, property: random schedules, killed at random writes under clocks that jump, make no set twice",
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.constantFrom(...zones),
        fc.array(events, { minLength: 4, maxLength: 14 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (rule, zone, story, seed) => {
          const random = seeded(seed);
          const share = random() * 0.4;
          const runMilliseconds = Math.floor(random() * 3 * hour);
          const world = simulate(rule, { kills: () => random() < share, runMilliseconds }, zone);
          for (const event of story) apply(world, event);
          for (const [set, count] of world.begun) expect(`${set} ${count}`).toBe(`${set} 1`);
          expect(world.ledger?.missed.length ?? 0).toBeLessThanOrEqual(50);
        },
      ),
      { seed: 2026, numRuns: isWhole ? 10_000 : 150 },
    );
  },
  30 * minute,
);

/** Two days, three asleep, and two days. */
function playWeek(kills?: () => boolean): SimulatedSchedule {
  const world = simulate("@daily", kills === undefined ? {} : { kills });
  world.awake(3 * day);
  world.asleep(3 * day);
  world.awake(2 * day);
  return world;
}

it("killed at every write in turn, makes the same sets as if it had never died", () => {
  const undisturbed = playWeek();
  for (let death = 0; death < undisturbed.writes * 2; death += 1) {
    let moments = 0;
    const world = playWeek(() => (moments += 1) === death + 1);
    expect(setsOf(world)).toEqual(setsOf(undisturbed));
    expect(missedOf(world)).toEqual(missedOf(undisturbed));
    expect([...world.begun.values()].every((count) => count === 1)).toBe(true);
  }
});
