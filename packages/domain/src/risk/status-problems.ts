import { clockProblems } from "./clock-problems.ts";
import { contentProblems } from "./content-problems.ts";
import { destinationProblems } from "./destination-problems.ts";
import { valueOf } from "./risk-facts.ts";
import type { Known, RiskFacts, ScheduleFact, VeleroFact } from "./risk-facts.ts";
import { statusProblemCodes } from "./status-view.ts";
import type { ProblemSubject, StatusProblem, StatusView } from "./status-view.ts";
import { subjectProblems } from "./subject-problems.ts";

const instance: ProblemSubject = { kind: "instance" };

/** What is wrong or not known, with what to do, in the order in which it is worth doing. */
export function statusProblems(
  facts: RiskFacts,
  status: Pick<StatusView, "instance" | "applications" | "kit">,
  now: number,
): readonly StatusProblem[] {
  const problems = [
    ...unreadable(facts),
    ...destinationProblems(facts.destinations),
    ...subjectProblems(status, facts),
    ...clockProblems(facts, now),
    ...kitProblems(status.kit, status.applications.length),
    ...scheduleProblems(valueOf(facts.schedules) ?? []),
    ...licenseProblems(facts),
    ...(valueOf(facts.velero) ?? []).map(veleroProblem),
    ...contentProblems(facts, status),
  ];
  return problems.toSorted((one, other) => rank(one) - rank(other));
}

function rank({ code }: StatusProblem): number {
  return statusProblemCodes.indexOf(code);
}

/** One problem for each cause: several facts are often unreadable for the same reason. */
function unreadable(facts: RiskFacts): readonly StatusProblem[] {
  const named: readonly (readonly [string, Known<unknown>])[] = [
    ["the applications", facts.applications],
    ["the backups", facts.sets],
    ["the id of this installation", facts.installation],
    ["the destinations", facts.destinations],
    ["the limits", facts.limits],
    ["the schedules", facts.schedules],
    ["the recovery kit's record", facts.kit],
    ["the API server's time", facts.clockAheadSeconds],
    ["Velero's state", facts.velero],
  ];
  const byReason = new Map<string, string[]>();
  for (const [what, known] of named) {
    if (known.kind === "unknown") byReason.set(known.reason, [...(byReason.get(known.reason) ?? []), what]);
  }
  return [...byReason].map(([reason, what]) => ({
    code: "not-readable",
    subject: instance,
    message: `Not known: ${what.join(", ")}: ${reason}`,
    remedy: "Ask again with a user who may read it, and when it answers; until then nothing is said about it.",
  }));
}

function kitProblems(kit: StatusView["kit"], applications: number): readonly StatusProblem[] {
  if (applications === 0 || kit === "exported" || kit === "unknown") return [];
  const what = kit === "missing" ? "There is no recovery kit" : "The recovery kit holds a former password";
  return [
    {
      code: "recovery-kit-missing",
      subject: instance,
      message: `${what}: if this cluster is lost, so is the password of the volumes' backups.`,
      remedy: "holdfast recovery kit export --to FILE",
    },
  ];
}

function scheduleProblems(schedules: readonly ScheduleFact[]): readonly StatusProblem[] {
  return schedules.flatMap(({ name, paused, trouble }): readonly StatusProblem[] => {
    const subject = { kind: "schedule", name } as const;
    if (trouble !== undefined) {
      const message = `Schedule ${name} makes no backups as it is: ${trouble}`;
      return [{ code: "schedule-broken", subject, message, remedy: `holdfast schedule show ${name}` }];
    }
    if (paused === undefined) return [];
    const message = `Schedule ${name} is paused since ${paused.since}: ${paused.reason}`;
    const remedy = `holdfast schedule resume ${name}`;
    return [{ code: "schedule-paused", subject, message, remedy }];
  });
}

function veleroProblem({ message, remedy }: VeleroFact): StatusProblem {
  return { code: "velero-problem", subject: instance, message: `Velero: ${message}.`, remedy };
}

function licenseProblems({ applications }: RiskFacts): readonly StatusProblem[] {
  return (valueOf(applications) ?? []).flatMap(({ slug, license }): readonly StatusProblem[] => {
    const subject: ProblemSubject = { kind: "application", slug };
    if (license.kind === "unknown") {
      const message = `It is not known whether the license of ${slug} allows backups: ${license.reason}`;
      return [{ code: "not-readable", subject, message, remedy: `holdfast app show ${slug}` }];
    }
    if (license.value.kind === "allowed") return [];
    const remedy = `Ask the vendor for a license that allows backups, then: holdfast app license update ${slug} FILE`;
    const message = `No new backup of ${slug} can be made: ${license.value.reason}`;
    return [{ code: "not-entitled", subject, message, remedy }];
  });
}
