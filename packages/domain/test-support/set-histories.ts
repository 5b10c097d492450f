import * as fc from "fast-check";
import type { BackupSet, SetMember } from "../src/backup-set/backup-set.ts";
import type { MemberStage } from "../src/backup-set/set-state.ts";
import type { RetentionFacts } from "../src/retention/decide-retention.ts";
import type { RetentionPolicy } from "../src/retention/policy.ts";
import type { RetentionRules } from "../src/retention/rules.ts";

export const ownInstance = "abcdefghij";
export const dayMilliseconds = 24 * 3600 * 1000;

export interface SetWish {
  readonly name: string;
  readonly createdAt: string | number;
  readonly scope?: BackupSet["scope"];
  readonly state?: BackupSet["state"];
  readonly destination?: string;
  readonly instance?: string;
  readonly origin?: BackupSet["origin"];
  /** Slugs, or "console", with how their member ended. Default: guestbook, notes and the console, all completed. */
  readonly parts?: Readonly<Record<string, MemberStage>>;
}

export function aSet(wish: SetWish): BackupSet {
  const { name, scope = "full", state = "complete", destination = "s3", instance = ownInstance } = wish;
  const parts = wish.parts ?? (scope === "full" ? wholeParts : { guestbook: "completed" });
  return {
    name,
    origin: wish.origin ?? "holdfast",
    scope,
    state,
    members: Object.entries(parts).map(([part, stage]) => memberOf(name, part, stage)),
    createdAt: typeof wish.createdAt === "number" ? new Date(wish.createdAt).toISOString() : wish.createdAt,
    destination,
    instance,
    warnings: 0,
    errors: 0,
    problems: [],
  };
}

const wholeParts = { guestbook: "completed", notes: "completed", console: "completed" } as const;

function memberOf(set: string, part: string, stage: MemberStage): SetMember {
  return {
    name: `${set}-${part}`,
    part: part === "console" ? { kind: "console" } : { kind: "application", slug: part },
    stage,
  };
}

export function factsOf(sets: readonly BackupSet[], rules: RetentionRules, timeZone = "UTC"): RetentionFacts {
  return {
    instances: [ownInstance],
    policies: [policyOf(rules, timeZone)],
    sets,
    doomed: [],
    holds: [],
    clock: { kind: "believed" },
  };
}

export function policyOf(rules: RetentionRules, timeZone = "UTC", from = "1970-01-01T00:00:00.000Z"): RetentionPolicy {
  const revision = { from, rules, timeZone, setBy: "tester", setAt: from };
  return { scope: { kind: "instance" }, revisions: [revision] };
}

const counts = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 2 });

export const someRules: fc.Arbitrary<RetentionRules> = fc
  .record({
    keepForHours: fc.option(fc.integer({ min: 1, max: 40 * 24 }), { nil: undefined }),
    keepLast: counts,
    daily: counts,
    weekly: counts,
    monthly: counts,
    yearly: counts,
  })
  .map((rules) => Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)));

/** Rules and longer ones: each rule the same, larger or new. */
export const rulesAndLonger: fc.Arbitrary<readonly [RetentionRules, RetentionRules]> = fc
  .tuple(someRules, someRules)
  .map(([rules, more]) => {
    const keys = [...new Set([...Object.keys(rules), ...Object.keys(more)])] as (keyof RetentionRules)[];
    const sums = keys.map((key) => [key, (rules[key] ?? 0) + (more[key] ?? 0)]);
    // Without any rule everything is kept: then nothing is longer.
    return [rules, Object.keys(rules).length === 0 ? {} : Object.fromEntries(sums)] as const;
  });

const endings: fc.Arbitrary<MemberStage> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<MemberStage>("completed") },
  fc.constantFrom<MemberStage>("partially-failed", "failed", "absent"),
);

function stateOf(stages: readonly MemberStage[]): BackupSet["state"] {
  if (stages.includes("absent")) return "damaged";
  return stages.every((stage) => stage === "completed") ? "complete" : "partial";
}

/** Backups of up to two months, of every scope, state, destination and origin. */
export const someHistory: fc.Arbitrary<readonly BackupSet[]> = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 0, max: 60 * 24 }),
      full: fc.boolean(),
      destination: fc.constantFrom("s3", "internal"),
      stages: fc.tuple(endings, endings, endings),
      other: fc.option(fc.constantFrom("running", "safety", "other-instance", "outside"), { nil: undefined, freq: 8 }),
    }),
    { maxLength: 24 },
  )
  .map((drawn) =>
    drawn
      .map(({ hour, full, destination, stages, other }, index) => {
        const [guestbook, notes, last] = stages;
        const parts = full ? { guestbook, notes, console: last } : { guestbook };
        return aSet({
          name: `set-${index}`,
          createdAt: historyStart + hour * 3600 * 1000,
          scope: other === "safety" ? "safety" : full ? "full" : "partial",
          state: other === "running" ? "running" : stateOf(full ? stages : [guestbook]),
          destination,
          instance: other === "other-instance" ? "zzzzzzzzzz" : ownInstance,
          origin: other === "outside" ? "outside" : "holdfast",
          parts,
        });
      })
      .sort((one, next) => Date.parse(next.createdAt) - Date.parse(one.createdAt)),
  );

export const historyStart = Date.parse("2026-03-01T00:00:00Z");
