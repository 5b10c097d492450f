import {
  Fault,
  compareDecisions,
  currentRevision,
  decideRetention,
  policyName,
  problemsOfRules,
  requireTimeZone,
  revise,
} from "@holdfast/domain";
import type {
  PolicyScope,
  Reach,
  RetentionChange,
  RetentionFacts,
  RetentionPolicy,
  RetentionRules,
} from "@holdfast/domain";
import { findApplication } from "../applications/find-application.ts";
import type { Context } from "../context.ts";
import { readRetention } from "./read-facts.ts";
import { storePolicy } from "./store-policy.ts";

export interface PolicyWish {
  readonly scope: PolicyScope;
  readonly rules: RetentionRules;
  /** IANA name. */
  readonly timeZone: string;
}

export interface PolicyPreview {
  /** The policy as it is; absent: there is none. */
  readonly before?: RetentionPolicy;
  /** What becomes of the backups that exist, when the change is for them too. */
  readonly existing: readonly RetentionChange[];
  /** Backups that exist and that this policy is for. */
  readonly concerned: number;
}

/**
 * What a change would do; changes nothing. Faults: invalid-argument, application-not-found (neither installed nor in any
 * backup), and those of reading the backups.
 */
export async function previewPolicy(context: Context, wish: PolicyWish): Promise<PolicyPreview> {
  refuseWrong(wish);
  const { facts } = await readRetention(context);
  await requireKnown(context, wish.scope, facts);
  const now = context.clock.now();
  const name = policyName(wish.scope);
  const before = facts.policies.find(({ scope }) => policyName(scope) === name);
  const after = revised(context, { wish, reach: "existing", before, facts });
  const policies = [...facts.policies.filter((policy) => policy !== before), after];
  // What goes as soon as the clock is believed again belongs to the list, too.
  const believed: RetentionFacts = { ...facts, clock: { kind: "believed" } };
  const decided = decideRetention({ ...believed, policies }, now);
  const existing = compareDecisions(decideRetention(believed, now), decided);
  const concerned = decided.filter(
    ({ verdict }) =>
      verdict.kind !== "untouched" && (wish.scope.kind === "instance" || policyName(verdict.scope) === name),
  ).length;
  return { ...(before === undefined ? {} : { before }), existing, concerned };
}

/**
 * Sets the rules, for new backups only or for existing ones too. The same rules set again change nothing. Faults: as
 * previewPolicy, holdfast-not-installed, checks-refused (for new backups only, while a clock is wrong).
 */
export async function setRetention(context: Context, wish: PolicyWish, reach: Reach): Promise<RetentionPolicy> {
  refuseWrong(wish);
  const { facts } = await readRetention(context);
  await requireKnown(context, wish.scope, facts);
  if (reach === "new-only") refuseBehind(facts);
  return storePolicy(context, wish.scope, (before) => {
    if (before !== undefined && isSame(before, wish, reach)) return before;
    return revised(context, { wish, reach, before, facts });
  });
}

interface Revision {
  readonly wish: PolicyWish;
  readonly reach: Reach;
  readonly before: RetentionPolicy | undefined;
  readonly facts: RetentionFacts;
}

function revised(context: Context, { wish, reach, before, facts }: Revision): RetentionPolicy {
  const setAt = new Date(context.clock.now()).toISOString();
  const { scope, rules, timeZone } = wish;
  const revision = { rules, timeZone, setBy: context.requestedBy, setAt };
  const own = facts.sets.filter(({ origin, instance }) => origin === "holdfast" && isOneOf(facts.instances, instance));
  return revise(before, { scope, revision, reach }, own);
}

function isOneOf(instances: readonly string[], instance: string | undefined): boolean {
  return instance !== undefined && instances.includes(instance);
}

/** What is new cannot be told from what is there. */
function refuseBehind({ clock }: RetentionFacts): void {
  if (clock.kind !== "behind") return;
  throw new Fault("checks-refused", "Rules for new backups only cannot be set while a clock is wrong.", {
    reason: `Backup ${clock.set} was made at ${clock.createdAt}, which is later than now.`,
    remedy:
      "Set this machine's clock right and try again. If it is right, delete that backup, or set the rules for existing backups, too, with --existing.",
  });
}

function isSame(policy: RetentionPolicy, { rules, timeZone }: PolicyWish, reach: Reach): boolean {
  const current = currentRevision(policy);
  if (current === undefined || (reach === "existing" && policy.revisions.length > 1)) return false;
  const keys = [...new Set([...Object.keys(rules), ...Object.keys(current.rules)])] as (keyof RetentionRules)[];
  return current.timeZone === timeZone && keys.every((key) => rules[key] === current.rules[key]);
}

function refuseWrong({ rules, timeZone }: PolicyWish): void {
  requireTimeZone(timeZone);
  const problems = problemsOfRules(rules);
  if (problems.length === 0) return;
  throw new Fault("invalid-argument", `These rules cannot be followed: ${problems.join("; ")}.`, {
    remedy: "Give whole numbers from 1 on, for example --keep-for 30d --keep-last 5 --weekly 8.",
  });
}

/** An application that was removed may still have backups. */
async function requireKnown(context: Context, scope: PolicyScope, { sets }: RetentionFacts): Promise<void> {
  if (scope.kind === "instance") return;
  const inBackup = sets.some(({ members }) =>
    members.some(({ part }) => part.kind === "application" && part.slug === scope.slug),
  );
  if (!inBackup) await findApplication(context, scope.slug);
}
