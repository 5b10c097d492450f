import type { Attempt, Attempts } from "./attempts.ts";
import { judgeProtection } from "./judge-protection.ts";
import type { LostRun } from "./judge-protection.ts";
import { limitFor, limitSeconds } from "./limits.ts";
import type { LimitSubject } from "./limits.ts";
import type { Known, RiskFacts, ScheduleFact } from "./risk-facts.ts";
import type { RecoveryProtection, SubjectStatus } from "./status-view.ts";

/** An application, or the instance with its full backups. */
export type RiskSubject = Exclude<LimitSubject, { readonly kind: "default" }>;

/** What is the same for every subject. */
export interface SubjectFacts {
  readonly attempts: Known<Attempts>;
  readonly limits: RiskFacts["limits"];
  readonly schedules: RiskFacts["schedules"];
  readonly clock: RiskFacts["clockAheadSeconds"];
  readonly now: number;
}

export function judgeSubject(subject: RiskSubject, facts: SubjectFacts): SubjectStatus {
  const { now, clock } = facts;
  const attempts = attemptsOf(subject, facts.attempts);
  const limit = limitOf(subject, facts.limits);
  const schedules = facts.schedules.kind === "known" ? facts.schedules.value : [];
  const covering = schedules.filter(({ scope }) => covers(scope, subject));
  const full = covering.filter(({ scope }) => scope.kind === "instance");
  const all = { limitSeconds: limit.seconds, clock, now };
  const lostOf = (some: readonly ScheduleFact[]): Known<readonly LostRun[]> =>
    facts.schedules.kind === "known" ? { kind: "known", value: lostRuns(some) } : facts.schedules;
  return {
    ...judgeProtection({ ...all, attempts, lost: lostOf(covering) }),
    ...(limit.seconds.kind === "known" ? { limitSeconds: limit.seconds.value } : {}),
    limitOrigin: limit.origin,
    onlyInside: isOnlyInside(attempts),
    recovery: recoveryOf(attempts, judgeProtection({ ...all, attempts: outsideOf(attempts), lost: lostOf(full) })),
    ...nextRun(covering),
  };
}

function attemptsOf(subject: RiskSubject, known: Known<Attempts>): Known<readonly Attempt[]> {
  if (known.kind === "unknown") return known;
  const { full, applications } = known.value;
  return { kind: "known", value: subject.kind === "instance" ? full : (applications.get(subject.slug) ?? []) };
}

function limitOf(subject: RiskSubject, limits: RiskFacts["limits"]) {
  if (limits.kind === "unknown") return { seconds: limits, origin: "unknown" as const };
  const { text, own } = limitFor(limits.value, subject);
  const seconds: Known<number> = { kind: "known", value: limitSeconds(text) };
  return { seconds, origin: own ? ("own" as const) : ("default" as const) };
}

function covers(scope: ScheduleFact["scope"], subject: RiskSubject): boolean {
  if (scope.kind === "instance") return true;
  return subject.kind === "application" && subject.slug === scope.slug;
}

function lostRuns(schedules: readonly ScheduleFact[]): readonly LostRun[] {
  return schedules.flatMap(({ missed, failedRun }) => [
    ...missed.map((run) => ({ ...run, how: "was missed" as const })),
    ...(failedRun === undefined ? [] : [{ ...failedRun, how: "did not succeed" as const }]),
  ]);
}

/** Where the place is not known it may be outside, so it is not said to be inside only. */
function isOnlyInside(attempts: Known<readonly Attempt[]>): boolean {
  if (attempts.kind === "unknown") return false;
  const good = attempts.value.filter(({ outcome }) => outcome.kind === "good");
  return good.length > 0 && good.every(({ place }) => place === "inside");
}

function outsideOf(attempts: Known<readonly Attempt[]>): Known<readonly Attempt[]> {
  if (attempts.kind === "unknown") return attempts;
  return {
    kind: "known",
    value: attempts.value.filter(({ forRecovery, place }) => forRecovery && place !== "inside").map(unlessOutside),
  };
}

/** It can be read now, and may be lost with the cluster. */
function unlessOutside(attempt: Attempt): Attempt {
  if (attempt.place === "outside" || attempt.doubt !== undefined) return attempt;
  const where = attempt.destination === undefined ? "its destination" : `destination ${attempt.destination}`;
  return { ...attempt, doubt: `it is not known whether ${where} lies outside the cluster` };
}

function recoveryOf(
  attempts: Known<readonly Attempt[]>,
  protection: Omit<RecoveryProtection, "lacks">,
): RecoveryProtection {
  if (protection.state !== "never" || attempts.kind === "unknown") return protection;
  const good = attempts.value.filter(({ outcome }) => outcome.kind === "good");
  if (good.length === 0) return { ...protection, lacks: "any-backup" };
  return { ...protection, lacks: good.some(({ forRecovery }) => forRecovery) ? "copy-outside" : "full-backup" };
}

function nextRun(schedules: readonly ScheduleFact[]): Pick<SubjectStatus, "nextRun"> {
  const runs = schedules
    .filter(({ paused, trouble }) => paused === undefined && trouble === undefined)
    .flatMap(({ name, next }) => next.map((at) => ({ schedule: name, at })));
  const first = runs.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))[0];
  return first === undefined ? {} : { nextRun: first };
}
