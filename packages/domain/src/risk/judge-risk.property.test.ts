import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aSet, application, hour, inside, judgedAt, known, outside, riskFacts } from "../../test-support/risk-facts.ts";
import type { SetWish } from "../../test-support/risk-facts.ts";
import { judgeRisk } from "./judge-risk.ts";
import type { DestinationFact, Known, RiskFacts } from "./risk-facts.ts";
import { isWorse, statusLevels } from "./status-view.ts";
import type { StatusView } from "./status-view.ts";

const slugs = ["guestbook", "notes"] as const;
const stage = fc.constantFrom("completed", "completed", "partially-failed", "failed", "running", "absent", "deleting");
const destination = fc.constantFrom("inside", "outside", "away", "gone");
const away: DestinationFact = { ...outside, name: "away", reach: { kind: "unavailable", reason: "timeout" } };

const hoursAgo = fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10);

function wishOf(parts: fc.Arbitrary<NonNullable<SetWish["stages"]>>): fc.Arbitrary<Omit<SetWish, "name">> {
  return fc.record({ hoursAgo, scope: fc.constantFrom("full", "partial", "safety"), destination, stages: parts });
}

const anyStages = fc.record({ guestbook: stage, notes: stage, console: stage });
const goodStages = fc.constant({ guestbook: "completed", notes: "completed", console: "completed" } as const);

function setsOf(wishes: readonly Omit<SetWish, "name">[]) {
  return wishes.map((wish, index) => aSet({ ...wish, name: `m-${index}` }));
}

/** Known, or not for a reason. */
function maybe<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Known<Value>> {
  const unknown = fc.constant({ kind: "unknown", reason: "not readable" } as const);
  return fc.oneof({ weight: 9, arbitrary: value.map(known) }, { weight: 1, arbitrary: unknown });
}

const slot = hoursAgo.map((hours) => ({ slot: new Date(judgedAt - hours * hour).toISOString(), reason: "not run" }));

const facts: fc.Arbitrary<RiskFacts> = fc
  .record({
    sets: maybe(fc.array(wishOf(anyStages), { maxLength: 8 }).map(setsOf)),
    destinations: maybe(fc.constant([outside, inside, away])),
    limits: maybe(fc.constantFrom({}, { default: "2h" }, { instance: "7d", applications: [] })),
    kit: maybe(fc.constantFrom("exported", "missing", "outdated")),
    schedules: maybe(
      fc
        .array(slot, { maxLength: 3 })
        .map((missed) => [{ name: "daily", scope: { kind: "instance" } as const, next: [], missed }]),
    ),
  })
  .map((change) => riskFacts({ ...change, applications: known(slugs.map(application)) }));

function rank({ worst }: StatusView): number {
  return statusLevels.indexOf(worst);
}

/** What is no better in `later`, of every subject and every purpose. */
function expectNoBetter(earlier: StatusView, later: StatusView): void {
  expect(rank(later)).toBeGreaterThanOrEqual(rank(earlier));
  for (const [one, other] of pairs(earlier, later)) {
    expect(isWorse(one.state, other.state)).toBe(false);
    expect(isWorse(one.recovery.state, other.recovery.state)).toBe(false);
  }
}

function pairs(one: StatusView, other: StatusView) {
  const subjects = (status: StatusView) => [
    ...status.applications.toSorted((a, b) => a.slug.localeCompare(b.slug)),
    ...(status.instance === undefined ? [] : [status.instance]),
  ];
  const others = subjects(other);
  return subjects(one).flatMap((subject, index) => {
    const match = others[index];
    return match === undefined ? [] : [[subject, match] as const];
  });
}

const runs = { numRuns: 2000 };

describe("whatever the facts are", () => {
  it("time alone never makes it better", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 100 * hour }), (given, passed) => {
        expectNoBetter(judgeRisk(given, judgedAt), judgeRisk(given, judgedAt + passed));
      }),
      runs,
    );
  });

  it("one more good backup never makes it worse, wherever it lies and however old it is", () => {
    fc.assert(
      fc.property(facts, wishOf(goodStages), (given, wish) => {
        const more = aSet({ ...wish, name: "m-more" });
        const { sets } = given;
        const added = sets.kind === "known" ? { ...given, sets: known([more, ...sets.value]) } : given;
        expectNoBetter(judgeRisk(added, judgedAt), judgeRisk(given, judgedAt));
      }),
      runs,
    );
  });

  it("a shorter limit never makes it better", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), (given, hours, more) => {
        const long = judgeRisk({ ...given, limits: known({ default: `${hours + more}h` }) }, judgedAt);
        const short = judgeRisk({ ...given, limits: known({ default: `${hours}h` }) }, judgedAt);
        expectNoBetter(long, short);
      }),
      runs,
    );
  });

  it("knowing less never makes it safer than it is known to be", () => {
    const parts = ["sets", "destinations", "limits", "installation", "applications", "kit"] as const;
    fc.assert(
      fc.property(facts, fc.constantFrom(...parts), (given, part) => {
        const less = judgeRisk({ ...given, [part]: { kind: "unknown", reason: "away" } }, judgedAt);
        expect(less.worst).not.toBe("safe");
        expect(less.problems.map(({ message }) => message).join("\n")).toContain("away");
      }),
      runs,
    );
  });

  it("what is said to be safe rests on a good backup that can be read and is younger than its limit", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const status = judgeRisk(given, judgedAt);
        for (const [subject] of pairs(status, status)) {
          if (subject.state !== "safe") continue;
          expect(subject.lastGood?.destination).toMatch(/^(inside|outside)$/);
          expect(subject.ageSeconds).toBeLessThanOrEqual(subject.limitSeconds ?? 0);
          if (subject.recovery.state === "safe") expect(subject.recovery.lastGood?.destination).toBe("outside");
        }
      }),
      runs,
    );
  });

  it("the answer is one sentence and the worst subjects come first", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { sentence, applications } = judgeRisk(given, judgedAt);
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(sentence).not.toContain("undefined");
        const [first, second] = applications;
        if (first !== undefined && second !== undefined) expect(isWorse(second.state, first.state)).toBe(false);
      }),
      runs,
    );
  });
});
