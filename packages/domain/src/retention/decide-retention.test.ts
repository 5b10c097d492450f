import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aSet,
  dayMilliseconds,
  factsOf,
  historyStart,
  ownInstance,
  policyOf,
  rulesAndLonger,
  someHistory,
  someRules,
} from "../../test-support/set-histories.ts";
import type { BackupSet } from "../backup-set/backup-set.ts";
import { decideRetention } from "./decide-retention.ts";
import type { RetentionFacts } from "./decide-retention.ts";
import { describeVerdict } from "./decision.ts";

const random = { seed: 20_261_121, numRuns: 10_000 };
const now = historyStart + 61 * dayMilliseconds;

function freed(facts: RetentionFacts, at = now): readonly string[] {
  return decideRetention(facts, at).flatMap(({ set, verdict }) => (verdict.kind === "freed" ? [set] : []));
}

const moments = fc.integer({ min: -100, max: 40_000 }).map((days) => historyStart + days * dayMilliseconds);
const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu");

/** Our own, ended. */
function isRuled({ origin, instance, scope, state }: BackupSet): boolean {
  if (origin !== "holdfast" || instance !== ownInstance) return false;
  return scope !== "safety" && state !== "running" && state !== "deleting";
}

/** The newest of these, of each destination. */
function newestNames(sets: readonly BackupSet[]): readonly string[] {
  return ["s3", "internal"].flatMap((destination) => {
    const there = sets.filter((set) => set.destination === destination);
    const times = there.map(({ createdAt }) => createdAt).sort();
    const newest = there.filter(({ createdAt }) => createdAt === times.at(-1));
    return newest.length === 1 ? newest.map(({ name }) => name) : [];
  });
}

describe("10,000 random policies and histories", { timeout: 60_000 }, () => {
  it("never free the newest good full backup, nor the newest good one of a part, in any destination at any time", () => {
    fc.assert(
      fc.property(someRules, someHistory, moments, zones, (rules, sets, at, zone) => {
        const gone = new Set(freed(factsOf(sets, rules, zone), at));
        const ours = sets.filter(isRuled);
        const full = newestNames(ours.filter(({ scope, state }) => scope === "full" && state === "complete"));
        const parts = ["guestbook", "notes", "console"].flatMap((part) =>
          newestNames(
            ours.filter(({ state, members, name }) => {
              const held = members.some((member) => member.name === `${name}-${part}` && member.stage === "completed");
              return held && (state === "complete" || state === "partial");
            }),
          ),
        );
        expect([...full, ...parts].filter((name) => gone.has(name))).toEqual([]);
      }),
      random,
    );
  });

  it("never free what is held, made by others, a safety snapshot or in work", () => {
    fc.assert(
      fc.property(someRules, someHistory, moments, fc.nat(), (rules, sets, at, pick) => {
        const held = sets[pick % Math.max(1, sets.length)];
        const holds = held === undefined ? [] : [{ set: held.name, by: "tester", at: "2026-01-01T00:00:00Z" }];
        const gone = new Set(freed({ ...factsOf(sets, rules), holds }, at));
        const safe = sets.filter((set) => set === held || !isRuled(set));
        expect(safe.filter(({ name }) => gone.has(name))).toEqual([]);
      }),
      random,
    );
  });

  it("free with longer rules nothing that shorter ones keep", () => {
    fc.assert(
      fc.property(rulesAndLonger, someHistory, moments, zones, ([short, long], sets, at, zone) => {
        const withShort = new Set(freed(factsOf(sets, short, zone), at));
        expect(freed(factsOf(sets, long, zone), at).filter((name) => !withShort.has(name))).toEqual([]);
      }),
      random,
    );
  });

  it("free the same after what they freed is deleted as before: nothing", () => {
    fc.assert(
      fc.property(someRules, someHistory, moments, (rules, sets, at) => {
        const gone = new Set(freed(factsOf(sets, rules), at));
        const left = sets.filter(({ name }) => !gone.has(name));
        expect(freed(factsOf(left, rules), at)).toEqual([]);
      }),
      random,
    );
  });

  it("free nothing while the clock is not believed", () => {
    fc.assert(
      fc.property(someRules, someHistory, moments, (rules, sets, at) => {
        const clock = { kind: "settling", steadySince: at, believedFrom: at + 1 } as const;
        expect(freed({ ...factsOf(sets, rules), clock }, at)).toEqual([]);
      }),
      random,
    );
  });
});

/** One full backup each day at this hour, the newest first. */
function daily(days: number, change: (day: number) => Partial<Parameters<typeof aSet>[0]> = () => ({})): BackupSet[] {
  return Array.from({ length: days }, (_, day) =>
    aSet({ name: `day-${day}`, createdAt: historyStart + day * dayMilliseconds, ...change(day) }),
  ).toReversed();
}

function keptOf(facts: RetentionFacts, at: number): readonly string[] {
  const gone = freed(facts, at);
  return facts.sets.map(({ name }) => name).filter((name) => !gone.includes(name));
}

describe("weak point 34: what a policy can say", () => {
  const end = historyStart + 60 * dayMilliseconds;

  it("keeps for a time, the last good ones, and one of each day, week, month and year", () => {
    const sets = daily(60);
    expect(keptOf(factsOf(sets, { keepForHours: 72 }), end)).toEqual(["day-59", "day-58"]);
    expect(keptOf(factsOf(sets, { keepLast: 3 }), end)).toEqual(["day-59", "day-58", "day-57"]);
    // 1 March 2026 is a Sunday: the newest of each week is a Sunday's, but for the last one.
    expect(keptOf(factsOf(sets, { weekly: 3 }), end)).toEqual(["day-59", "day-56", "day-49"]);
    expect(keptOf(factsOf(sets, { monthly: 12 }), end)).toEqual(["day-59", "day-30"]);
    expect(keptOf(factsOf(sets, { yearly: 2 }), end)).toEqual(["day-59"]);
  });

  it("begins days in the policy's time zone", () => {
    const sets = [
      aSet({ name: "late", createdAt: "2026-03-02T23:30:00Z" }),
      aSet({ name: "noon", createdAt: "2026-03-02T12:00:00Z" }),
      aSet({ name: "before", createdAt: "2026-03-01T12:00:00Z" }),
    ];
    expect(keptOf(factsOf(sets, { daily: 2 }, "UTC"), end)).toEqual(["late", "before"]);
    expect(keptOf(factsOf(sets, { daily: 2 }, "Europe/Berlin"), end)).toEqual(["late", "noon"]);
  });

  it("counts good ones only: failed ones do not push out a good one", () => {
    const sets = daily(12, (day) => (day < 3 ? {} : { state: "partial", parts: { guestbook: "failed" } }));
    const kept = keptOf(factsOf(sets, { keepLast: 2 }), end);
    expect(kept).toEqual(["day-11", "day-10", "day-2", "day-1"]);
  });

  it("keeps everything without a policy, and without a rule", () => {
    const sets = daily(5);
    expect(freed({ ...factsOf(sets, { keepLast: 1 }), policies: [] })).toEqual([]);
    expect(freed(factsOf(sets, {}))).toEqual([]);
  });

  it("counts each destination by itself, so that a copy inside does not stand for one outside", () => {
    const sets = daily(6, (day) => ({ destination: day < 3 ? "s3" : "internal" }));
    expect(keptOf(factsOf(sets, { keepLast: 1 }), end)).toEqual(["day-5", "day-2"]);
  });

  it("lets an application without a policy of its own follow the instance's, counted by itself", () => {
    const partial = daily(4, (day) => ({ name: `app-${day}`, scope: "partial" }));
    const facts = factsOf([...daily(4), ...partial], { keepLast: 1 });
    expect(keptOf(facts, end)).toEqual(["day-3", "app-3"]);
    const own = { ...policyOf({ keepLast: 3 }), scope: { kind: "application", slug: "guestbook" } } as const;
    expect(keptOf({ ...facts, policies: [...facts.policies, own] }, end)).toEqual(["day-3", "app-3", "app-2", "app-1"]);
  });
});

describe("weak point 28: the last good backup", () => {
  it("stays however long all newer ones fail", () => {
    const sets = daily(200, (day) => (day < 2 ? {} : { state: "partial", parts: { guestbook: "failed" } }));
    const facts = factsOf(sets, { keepForHours: 24 });
    const years = historyStart + 4000 * dayMilliseconds;
    expect(keptOf(facts, years)).toEqual(["day-1"]);
    const decision = decideRetention(facts, years).find(({ set }) => set === "day-1");
    expect(decision === undefined ? "" : describeVerdict(decision.verdict)).toContain("always kept: newest good full");
  });

  it("is an older one while a deletion of the newest has been ordered and has not ended", () => {
    const facts = factsOf(daily(4), { keepForHours: 1 });
    expect(freed(facts)).toContain("day-2");
    expect(freed({ ...facts, doomed: ["day-3"] })).toEqual(["day-1", "day-0"]);
  });

  it("is, where none was ever good, the best there is", () => {
    const sets = daily(3, () => ({
      state: "partial",
      parts: { guestbook: "completed", notes: "failed", console: "completed" },
    }));
    expect(keptOf(factsOf(sets, { keepForHours: 1 }), now)).toEqual(["day-2"]);
  });

  it("of an application may be a partial one, or lie in a full one that failed otherwise", () => {
    const sets = [
      aSet({
        name: "newest",
        createdAt: "2026-03-03T00:00:00Z",
        state: "partial",
        parts: { guestbook: "completed", notes: "failed", console: "completed" },
      }),
      aSet({ name: "notes", createdAt: "2026-03-02T00:00:00Z", scope: "partial", parts: { notes: "completed" } }),
      aSet({ name: "whole", createdAt: "2026-03-01T00:00:00Z" }),
      aSet({ name: "older", createdAt: "2026-02-01T00:00:00Z" }),
    ];
    expect(freed(factsOf(sets, { keepForHours: 1 }))).toEqual(["older"]);
  });
});

describe("a policy for new backups only", () => {
  it("leaves earlier ones to the rules that they were made under, or to none", () => {
    const sets = daily(10);
    const change = new Date(historyStart + 5 * dayMilliseconds).toISOString();
    const [late] = policyOf({ keepLast: 1 }, "UTC", change).revisions;
    const [early] = policyOf({ keepLast: 7 }).revisions;
    if (late === undefined || early === undefined) throw new Error("no revision");
    const only = { ...factsOf(sets, {}), policies: [{ scope: { kind: "instance" }, revisions: [late] }] } as const;
    expect(keptOf(only, now)).toEqual(["day-9", "day-4", "day-3", "day-2", "day-1", "day-0"]);
    const both = { ...only, policies: [{ scope: { kind: "instance" }, revisions: [early, late] }] } as const;
    expect(keptOf(both, now)).toEqual(["day-9", "day-4", "day-3"]);
  });
});
