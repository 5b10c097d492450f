import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aSet, application, hour, inside, judgedAt, known, outside, riskFacts } from "../../test-support/risk-facts.ts";
import type { SetWish } from "../../test-support/risk-facts.ts";
import { judgeRisk } from "./judge-risk.ts";
import type { DestinationFact, Known, RiskFacts } from "./risk-facts.ts";
import { isWorse, riskStates, statusLevels } from "./status-view.ts";
import type { StatusView, SubjectStatus } from "./status-view.ts";

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
    clockAheadSeconds: maybe(fc.constantFrom(0, -600)),
    schedules: maybe(
      fc
        .array(slot, { maxLength: 3 })
        .map((missed) => [{ name: "daily", scope: { kind: "instance" } as const, next: [], missed, missedRuns: 0 }]),
    ),
  })
  .map((change) => riskFacts({ ...change, applications: known(slugs.map(application)) }));

function rank({ worst }: StatusView): number {
  return statusLevels.indexOf(worst);
}

/** What has become better from one to the other: the whole answer, or a subject's protection for one purpose. */
function improvements(earlier: StatusView, later: StatusView): readonly string[] {
  const others = subjectsOf(later);
  const better = subjectsOf(earlier).flatMap((subject, index) => {
    const other = others[index];
    if (other === undefined) return [`subject ${index} is gone`];
    return [
      ...(isWorse(subject.state, other.state) ? [`${subject.state} became ${other.state}`] : []),
      ...(isWorse(subject.recovery.state, other.recovery.state)
        ? [`for recovery ${subject.recovery.state} became ${other.recovery.state}`]
        : []),
    ];
  });
  return rank(later) < rank(earlier) ? [`${earlier.worst} became ${later.worst}`, ...better] : better;
}

/** In an order of their own. */
function subjectsOf({ applications, instance }: StatusView): readonly SubjectStatus[] {
  const named = applications.toSorted((one, other) => one.slug.localeCompare(other.slug));
  return [...named, ...(instance === undefined ? [] : [instance])];
}

const runs = { numRuns: 2000 };

describe("whatever the facts are", () => {
  it("time alone never makes it better", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 100 * hour }), (given, passed) => {
        expect(improvements(judgeRisk(given, judgedAt), judgeRisk(given, judgedAt + passed))).toEqual([]);
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
        expect(improvements(judgeRisk(added, judgedAt), judgeRisk(given, judgedAt))).toEqual([]);
      }),
      runs,
    );
  });

  it("a shorter limit never makes it better", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), (given, hours, more) => {
        const long = judgeRisk({ ...given, limits: known({ default: `${hours + more}h` }) }, judgedAt);
        const short = judgeRisk({ ...given, limits: known({ default: `${hours}h` }) }, judgedAt);
        expect(improvements(long, short)).toEqual([]);
      }),
      runs,
    );
  });

  it("knowing less never makes it safer than it is known to be", () => {
    const parts = [
      ...(["sets", "destinations", "limits", "installation", "applications", "kit"] as const),
      ...(["schedules", "clockAheadSeconds"] as const),
    ];
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
        const subjects = subjectsOf(judgeRisk(given, judgedAt));
        const safe = subjects.filter(({ state }) => state === "safe");
        expect(safe.filter(({ lastGood }) => !["inside", "outside"].includes(lastGood?.destination ?? ""))).toEqual([]);
        expect(safe.filter(({ ageSeconds = 0, limitSeconds = 0 }) => ageSeconds > limitSeconds)).toEqual([]);
        const recoverable = subjects.filter(({ recovery }) => recovery.state === "safe");
        expect(recoverable.filter(({ recovery }) => recovery.lastGood?.destination !== "outside")).toEqual([]);
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
        const ranks = applications.map(({ state }) => riskStates.indexOf(state));
        expect(ranks).toEqual(ranks.toSorted((one, other) => other - one));
      }),
      runs,
    );
  });
});
