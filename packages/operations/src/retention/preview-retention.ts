import {
  consoleMember,
  describeRules,
  describeVerdict,
  forecastRetention,
  isAlwaysKept,
  policyName,
} from "@holdfast/domain";
import type {
  BackupSet,
  Decision,
  Forecast,
  Hold,
  PlannedSet,
  PolicyRevision,
  PolicyScope,
  RetentionFacts,
} from "@holdfast/domain";
import type { Context } from "../context.ts";
import { controllerRuns } from "../running/controller-runs.ts";
import { lookAtRetention } from "./apply-retention.ts";
import type { RetentionNow } from "./apply-retention.ts";
import type { DeletionPlan } from "./plan-deletions.ts";
import { proposedRules } from "./proposed-rules.ts";
import type { ProposedRules } from "./proposed-rules.ts";

/** A policy as it is shown. */
export interface PolicyView {
  readonly name: string;
  readonly scope: PolicyScope;
  /** For backups made from now on, in words. */
  readonly keeps: string;
  readonly timeZone: string;
  /** The newest last; more than one when a change was for new backups only. */
  readonly revisions: readonly (PolicyRevision & { readonly keeps: string })[];
  /** Why it cannot be followed; then everything is kept. */
  readonly problems: readonly string[];
}

/** One backup: what the rules say of it, and what happens to it. */
export interface RetainedSet {
  readonly set: string;
  readonly createdAt: string;
  readonly destination?: string;
  /** Slugs, and "console". */
  readonly parts: readonly string[];
  readonly verdict: Decision["verdict"]["kind"];
  readonly why: string;
  readonly alwaysKept: boolean;
  readonly deletion?: DeletionPlan;
}

export interface RetentionView {
  readonly policies: readonly PolicyView[];
  /** What vendors propose for applications that have no policy of their own. */
  readonly proposed: readonly ProposedRules[];
  readonly holds: readonly (Hold & { readonly exists: boolean })[];
  readonly sets: readonly RetainedSet[];
  /** Why no rule is applied now. */
  readonly rests?: string;
  /** Holdfast runs in the cluster; else nobody applies the rules. */
  readonly applied: boolean;
}

/** The policies, the holds and what becomes of each backup now. */
export async function showRetention(context: Context): Promise<RetentionView> {
  const [now, applied, proposed] = await Promise.all([
    lookAtRetention(context),
    controllerRuns(context),
    proposedRules(context),
  ]);
  const own = new Set(now.facts.policies.map(({ scope }) => policyName(scope)));
  return {
    ...viewOf(now),
    proposed: proposed.filter(({ slug }) => !own.has(policyName({ kind: "application", slug }))),
    applied,
  };
}

export interface RetentionPreview extends RetentionView {
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  /** Backups that schedules will make and that the calendar counts with. */
  readonly planned: number;
  readonly calendar: Forecast;
}

export interface PreviewWish {
  readonly days: number;
  /** Of the backups to come; they are taken to end well. */
  readonly planned: readonly PlannedSet[];
}

/** What will exist, day by day, and what each rule frees. */
export async function previewRetention(context: Context, { days, planned }: PreviewWish): Promise<RetentionPreview> {
  const [now, applied] = await Promise.all([lookAtRetention(context), controllerRuns(context)]);
  const from = context.clock.now();
  const until = from + days * 24 * 3600 * 1000;
  const timeZone = zoneOf(now.facts);
  const coming = planned.filter(({ at }) => at > from && at <= until);
  return {
    ...viewOf(now),
    proposed: [],
    applied,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    timeZone,
    planned: coming.length,
    calendar: forecastRetention(now.facts, { from, until, timeZone, planned: coming }),
  };
}

/** Of the instance's policy, else of any. */
function zoneOf({ policies }: RetentionFacts): string {
  const policy = policies.find(({ scope }) => scope.kind === "instance") ?? policies[0];
  return policy?.revisions.at(-1)?.timeZone ?? "UTC";
}

function viewOf({
  facts,
  decisions,
  plans,
  problems,
  rests,
}: RetentionNow): Omit<RetentionView, "applied" | "proposed"> {
  const deletions = new Map(plans.map((plan) => [plan.set, rests === undefined ? plan : waiting(plan, rests)]));
  const parts = new Map(facts.sets.map((set) => [set.name, partsOf(set)]));
  return {
    policies: facts.policies.map(({ scope, revisions }): PolicyView => {
      const name = policyName(scope);
      const told = revisions.map((revision) => ({ ...revision, keeps: describeRules(revision.rules) }));
      const last = told.at(-1);
      return {
        name,
        scope,
        keeps: last?.keeps ?? "everything",
        timeZone: last?.timeZone ?? "UTC",
        revisions: told,
        problems: problems.get(name) ?? [],
      };
    }),
    holds: facts.holds.map((hold) => ({ ...hold, exists: parts.has(hold.set) })),
    sets: decisions.map(({ set, createdAt, destination, verdict }) => {
      const deletion = deletions.get(set);
      return {
        set,
        createdAt,
        ...(destination === undefined ? {} : { destination }),
        parts: parts.get(set) ?? [],
        verdict: verdict.kind,
        why: describeVerdict(verdict),
        alwaysKept: isAlwaysKept(verdict),
        ...(deletion === undefined ? {} : { deletion }),
      };
    }),
    ...(rests === undefined ? {} : { rests }),
  };
}

/** What would be begun now is not, while the rules rest. */
function waiting(plan: DeletionPlan, reason: string): DeletionPlan {
  switch (plan.kind) {
    case "delete":
    case "retry":
      return { kind: "waits", set: plan.set, reason };
    case "under-way":
    case "failed":
    case "waits":
      return plan;
  }
}

function partsOf({ members }: BackupSet): readonly string[] {
  return members.flatMap(({ part }) => {
    switch (part.kind) {
      case "application":
        return [part.slug];
      case "console":
        return [consoleMember];
      case "unknown":
        return [];
    }
  });
}
