import type { BackupSet } from "../backup-set/backup-set.ts";
import { alwaysKept } from "./always-keep.ts";
import type { ClockJudgement } from "./clock.ts";
import type { Decision, KeepReason, UntouchedReason, Verdict } from "./decision.ts";
import type { Hold } from "./hold.ts";
import { keepByRules } from "./keep-by-rules.ts";
import type { Counted } from "./keep-by-rules.ts";
import { policyName, revisionAt } from "./policy.ts";
import type { PolicyRevision, PolicyScope, RetentionPolicy } from "./policy.ts";
import { describeRules, keepsEverything } from "./rules.ts";

export interface RetentionFacts {
  /** Whose backups the rules are for: this installation, and earlier ones whose backups it was told to take on. */
  readonly instances: readonly string[];
  /** An application without one of its own follows the instance's. */
  readonly policies: readonly RetentionPolicy[];
  readonly sets: readonly BackupSet[];
  /** Sets whose deletion was ordered and has not ended, a failed one included: none stands for another. */
  readonly doomed: readonly string[];
  readonly holds: readonly Hold[];
  readonly clock: ClockJudgement;
}

/**
 * What is kept and what is freed, with the reasons, in the order of the sets. Whatever is given: what is always kept and
 * what is held is never freed, and nothing is while the clock is not believed.
 */
export function decideRetention(facts: RetentionFacts, now: number): readonly Decision[] {
  const ours = facts.sets.flatMap((set) => (untouched(set, facts) === undefined ? [countedOf(set)] : []));
  ours.sort((one, other) => other.made - one.made || (one.set.name < other.set.name ? 1 : -1));
  const always = merge(groupBy(ours, ({ set }) => set.destination ?? "").map(alwaysKept));
  const holds = new Map(facts.holds.map((hold) => [hold.set, hold]));
  const byRules = new Map(ours.length === 0 ? [] : decideSeries(ours, facts, now));
  return facts.sets.map((set) => {
    const why = untouched(set, facts);
    const { name, createdAt, destination } = set;
    const about = { set: name, createdAt, ...(destination === undefined ? {} : { destination }) };
    if (why !== undefined) return { ...about, verdict: { kind: "untouched", why } };
    const ruled = byRules.get(name);
    if (ruled === undefined) return { ...about, verdict: { kind: "untouched", why: "unknown-scope" } };
    const more = [...(always.get(name) ?? []), ...heldBy(holds.get(name))];
    return { ...about, verdict: withMore(ruled, more, facts.clock) };
  });
}

/** Why no rule is asked about a set; undefined when one is. */
function untouched(set: BackupSet, { instances, doomed }: RetentionFacts): UntouchedReason | undefined {
  if (set.origin !== "holdfast") return "made-outside";
  if (set.instance === undefined || !instances.includes(set.instance)) return "another-instance";
  if (set.scope === "safety") return "safety";
  if (set.state === "running" || set.state === "deleting" || doomed.includes(set.name)) return "in-work";
  if (set.members.every(({ stage }) => stage === "absent")) return "gone";
  if (set.destination === undefined) return "unknown-destination";
  if (Number.isNaN(Date.parse(set.createdAt))) return "unknown-time";
  return scopeOf(set) === undefined ? "unknown-scope" : undefined;
}

function countedOf(set: BackupSet): Counted {
  return { set, made: Date.parse(set.createdAt), good: set.state === "complete" };
}

/** Whose policy decides about a set; undefined for one that no policy is for. */
function scopeOf(set: BackupSet): PolicyScope | undefined {
  switch (set.scope) {
    case "full":
      return { kind: "instance" };
    case "partial": {
      const part = set.members.find((member) => member.part.kind === "application")?.part;
      return part?.kind === "application" ? { kind: "application", slug: part.slug } : undefined;
    }
    case "safety":
    case "unknown":
      return undefined;
  }
}

function decideSeries(
  ours: readonly Counted[],
  { policies }: RetentionFacts,
  now: number,
): readonly (readonly [string, Verdict])[] {
  const byName = new Map(policies.map((policy) => [policyName(policy.scope), policy]));
  return groupBy(ours, seriesOf).flatMap((series) => {
    const scope = series[0] === undefined ? undefined : scopeOf(series[0].set);
    if (scope === undefined) return [];
    const policy = byName.get(policyName(scope)) ?? byName.get(policyName({ kind: "instance" }));
    const keeps = new Map<PolicyRevision, ReadonlyMap<string, readonly KeepReason[]>>();
    return series.map((counted): readonly [string, Verdict] => {
      const revision = policy === undefined ? undefined : revisionAt(policy, counted.made);
      const reasons = plainReason(policy, revision);
      if (reasons !== undefined || revision === undefined) {
        return [counted.set.name, { kind: "kept", scope, reasons: reasons ?? [] }];
      }
      const kept = keeps.get(revision) ?? keepByRules(series, revision, now);
      keeps.set(revision, kept);
      const found = kept.get(counted.set.name);
      if (found !== undefined) return [counted.set.name, { kind: "kept", scope, reasons: found }];
      return [counted.set.name, { kind: "freed", scope, rules: describeRules(revision.rules) }];
    });
  });
}

/** Where no rule has to be looked at. */
function plainReason(
  policy: RetentionPolicy | undefined,
  revision: PolicyRevision | undefined,
): readonly KeepReason[] | undefined {
  if (policy === undefined) return [{ kind: "no-policy" }];
  if (revision === undefined) return [{ kind: "before-policy" }];
  return keepsEverything(revision.rules) ? [{ kind: "everything" }] : undefined;
}

/** What is counted together: of one policy's scope, in one destination. */
function seriesOf({ set }: Counted): string {
  const scope = scopeOf(set);
  return `${scope === undefined ? "" : policyName(scope)} ${set.destination ?? ""}`;
}

function heldBy(hold: Hold | undefined): readonly KeepReason[] {
  if (hold === undefined) return [];
  const { by, at, reason } = hold;
  return [{ kind: "held", by, at, ...(reason === undefined ? {} : { reason }) }];
}

function withMore(verdict: Verdict, more: readonly KeepReason[], clock: ClockJudgement): Verdict {
  switch (verdict.kind) {
    case "untouched":
      return verdict;
    case "kept":
      return { ...verdict, reasons: [...more, ...verdict.reasons] };
    case "freed": {
      const { scope } = verdict;
      if (more.length > 0) return { kind: "kept", scope, reasons: more };
      if (clock.kind === "believed") return verdict;
      return { kind: "kept", scope, reasons: [{ kind: "clock", clock }] };
    }
  }
}

function merge(
  maps: readonly ReadonlyMap<string, readonly KeepReason[]>[],
): ReadonlyMap<string, readonly KeepReason[]> {
  return new Map(maps.flatMap((map) => [...map]));
}

function groupBy(counted: readonly Counted[], key: (one: Counted) => string): readonly (readonly Counted[])[] {
  const groups = new Map<string, Counted[]>();
  for (const one of counted) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
