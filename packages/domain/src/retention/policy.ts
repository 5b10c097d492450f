import type { BackupSet } from "../backup-set/backup-set.ts";
import type { RetentionRules } from "./rules.ts";

/** Full backups belong to the instance, partial ones to their application. */
export type PolicyScope = { readonly kind: "instance" } | { readonly kind: "application"; readonly slug: string };

/** Rules for the backups made from a moment on; those before it keep the rules that they were made under. */
export interface PolicyRevision {
  /** RFC 3339; `fromTheBeginning` for rules that hold for every backup. */
  readonly from: string;
  readonly rules: RetentionRules;
  /** IANA name: where days, weeks, months and years begin. */
  readonly timeZone: string;
  readonly setBy: string;
  readonly setAt: string;
}

export interface RetentionPolicy {
  readonly scope: PolicyScope;
  /** By `from`, the oldest first; at least one. */
  readonly revisions: readonly PolicyRevision[];
}

export const fromTheBeginning = "1970-01-01T00:00:00.000Z";

/** "instance", or "app-" and the slug: also the name of the policy's object. */
export function policyName(scope: PolicyScope): string {
  switch (scope.kind) {
    case "instance":
      return "instance";
    case "application":
      return `app-${scope.slug}`;
  }
}

/** The rules that a backup of that moment was made under; undefined when it is older than the policy. */
export function revisionAt(policy: RetentionPolicy, milliseconds: number): PolicyRevision | undefined {
  return policy.revisions.findLast(({ from }) => Date.parse(from) <= milliseconds);
}

/** The rules for backups that are made now. */
export function currentRevision(policy: RetentionPolicy): PolicyRevision | undefined {
  return policy.revisions.at(-1);
}

/** Whom a change concerns: also the backups that exist, or only those that are made from now on. */
export type Reach = "existing" | "new-only";

/**
 * The policy with new rules. For existing backups too, they take the place of all former ones; else they begin after
 * every backup that exists, whatever the clock says of whoever sets them, and former revisions stay as long as a backup
 * may be left that was made under them.
 */
export function revise(
  policy: RetentionPolicy | undefined,
  change: { readonly scope: PolicyScope; readonly revision: Omit<PolicyRevision, "from">; readonly reach: Reach },
  sets: readonly Pick<BackupSet, "createdAt">[],
): RetentionPolicy {
  const { scope, revision, reach } = change;
  if (reach === "existing") return { scope, revisions: [{ from: fromTheBeginning, ...revision }] };
  const times = sets.map(({ createdAt }) => Date.parse(createdAt)).filter((time) => !Number.isNaN(time));
  const begins = times.reduce((latest, time) => Math.max(latest, time + 1), Date.parse(revision.setAt));
  const former = (policy?.revisions ?? []).filter(({ from }) => Date.parse(from) < begins);
  const all = [...former, { from: new Date(begins).toISOString(), ...revision }];
  const revisions = all.filter((one, index) => {
    const next = all[index + 1];
    if (next === undefined) return true;
    return times.some((time) => time >= Date.parse(one.from) && time < Date.parse(next.from));
  });
  return { scope, revisions };
}
