import { readAttempts, toleratedSkewSeconds } from "./attempts.ts";
import type { Attempts } from "./attempts.ts";
import { judgeSubject } from "./judge-subject.ts";
import type { SubjectFacts } from "./judge-subject.ts";
import type { Known, RiskFacts } from "./risk-facts.ts";
import { formatTime } from "./span.ts";
import { statusProblems } from "./status-problems.ts";
import { statusSentence, worstLevel } from "./status-sentence.ts";
import { isWorse } from "./status-view.ts";
import type { ApplicationStatus, StatusView, SubjectStatus } from "./status-view.ts";

/**
 * How much would be lost now, and when the limits will be broken. Everything is computed from the facts each time;
 * nothing of it is stored. More good backups never make it worse, and time alone never makes it better. Where this
 * program's clock and the cluster's disagree, the later one is believed: it makes no backup younger than it is.
 */
export function judgeRisk(facts: RiskFacts, ownNow: number): StatusView {
  const { kit } = facts;
  const now = laterOf(facts.clockAheadSeconds, ownNow);
  const subjectFacts: SubjectFacts = {
    attempts: knownAttempts(facts, now),
    limits: facts.limits,
    schedules: facts.schedules,
    clock: facts.clockAheadSeconds,
    now,
  };
  const known = facts.applications.kind === "known" ? facts.applications.value : [];
  const applications = known
    .map(({ slug, title }): ApplicationStatus => ({
      slug,
      title,
      ...judgeSubject({ kind: "application", slug }, subjectFacts),
    }))
    .toSorted(worstFirst);
  const isEmpty = facts.applications.kind === "known" && known.length === 0;
  const instance = isEmpty ? undefined : instanceStatus(facts.applications, subjectFacts);
  const judged = {
    at: formatTime(now),
    worst: isEmpty ? ("nothing" as const) : levelOf(applications, instance, kit),
    ...(instance === undefined ? {} : { instance }),
    applications,
    kit: kit.kind === "known" ? kit.value : ("unknown" as const),
  };
  return { ...judged, sentence: statusSentence(judged), problems: statusProblems(facts, judged, now) };
}

function laterOf(ahead: RiskFacts["clockAheadSeconds"], now: number): number {
  const behind = ahead.kind === "known" ? Math.max(-ahead.value, 0) : 0;
  return behind > toleratedSkewSeconds ? now + behind * 1000 : now;
}

/** Without knowing the applications, nobody knows what a full backup had to hold. */
function instanceStatus(applications: RiskFacts["applications"], facts: SubjectFacts): SubjectStatus {
  const status = judgeSubject({ kind: "instance" }, facts);
  if (applications.kind === "known" || status.state === "never") return status;
  return { ...status, state: "unknown", reason: applications.reason };
}

function knownAttempts({ sets, installation, destinations }: RiskFacts, now: number): Known<Attempts> {
  if (sets.kind === "unknown") return sets;
  if (installation.kind === "unknown") return installation;
  const value = readAttempts({ installation: installation.value, sets: sets.value, destinations, now });
  return { kind: "known", value };
}

function levelOf(
  applications: readonly SubjectStatus[],
  instance: SubjectStatus | undefined,
  kit: RiskFacts["kit"],
): StatusView["worst"] {
  const subjects = [...applications, ...(instance === undefined ? [] : [instance])];
  const hasKit = kit.kind === "known" && kit.value === "exported";
  return worstLevel(
    subjects.map(({ state }) => state),
    hasKit && subjects.every(({ recovery }) => recovery.state === "safe"),
  );
}

function worstFirst(one: ApplicationStatus, other: ApplicationStatus): number {
  if (one.state !== other.state) return isWorse(one.state, other.state) ? -1 : 1;
  return (one.brokenAt ?? "").localeCompare(other.brokenAt ?? "") || one.slug.localeCompare(other.slug);
}
