import { joinNames } from "./join-names.ts";
import type { RiskFacts } from "./risk-facts.ts";
import { formatSpan } from "./span.ts";
import type { ProblemSubject, StatusProblem, StatusView, SubjectStatus } from "./status-view.ts";

interface Named {
  readonly subject: ProblemSubject;
  readonly what: string;
  /** The command that makes a backup of it. */
  readonly backup: string;
  readonly status: SubjectStatus;
}

/** What the judgement of each application and of full backups means, and what renews it. */
export function subjectProblems(
  { instance, applications }: Pick<StatusView, "instance" | "applications">,
  facts: RiskFacts,
): readonly StatusProblem[] {
  const named: readonly Named[] = [
    ...applications.map((status) => ({
      subject: { kind: "application", slug: status.slug } as const,
      what: status.slug,
      backup: `holdfast backup create --app ${status.slug}`,
      status,
    })),
    ...(instance === undefined
      ? []
      : [
          {
            subject: { kind: "instance" } as const,
            what: "the whole instance",
            backup: "holdfast backup create",
            status: instance,
          },
        ]),
  ];
  return [
    ...untriedProblem(named),
    ...named.filter((one) => !isUntried(one)).flatMap(stateProblems),
    ...(facts.schedules.kind === "known" ? [...unrenewedProblem(named), ...named.flatMap(lateRunProblem)] : []),
    ...(instance === undefined ? [] : recoveryProblems(instance)),
  ];
}

/** Nobody ever tried: one full backup makes good for all of them. */
function isUntried({ status: { state, reason } }: Named): boolean {
  return state === "never" && reason === undefined;
}

function untriedProblem(named: readonly Named[]): readonly StatusProblem[] {
  const untried = named.filter(isUntried);
  const [first] = untried;
  if (first === undefined) return [];
  const isAlone = untried.length === 1;
  return [
    {
      code: "no-good-backup",
      subject: isAlone ? first.subject : { kind: "instance" },
      message: `There is no backup of ${joinNames(untried.map(({ what }) => what))}.`,
      remedy: isAlone ? first.backup : "holdfast backup create",
    },
  ];
}

function stateProblems({ subject, what, backup, status }: Named): readonly StatusProblem[] {
  const { state, reason, ageSeconds = 0, limitSeconds = 0, lastGood, lateBecause = "run-missed" } = status;
  switch (state) {
    case "never": {
      const because = reason === undefined ? "." : `: ${reason}`;
      return [
        { code: "no-good-backup", subject, message: `There is no good backup of ${what}${because}`, remedy: backup },
      ];
    }
    case "broken": {
      const message = `The last good backup of ${what}${lastGood === undefined ? "" : `, ${lastGood.set},`} is ${formatSpan(ageSeconds)} old; its limit is ${formatSpan(limitSeconds)}.`;
      return [{ code: "limit-broken", subject, message, remedy: backup }];
    }
    case "unknown":
      return [
        {
          code: "not-readable",
          subject,
          message: `It is not known how much of ${what} is at risk: ${reason ?? "no reason was given"}`,
          remedy: "holdfast destination show, holdfast velero status",
        },
      ];
    case "late": {
      // Named with what it lacks, beside what else backups left out.
      if (lateBecause === "data-not-covered") return [];
      const message = `A backup of ${what} is late: ${reason ?? ""}`;
      return [{ code: lateBecause, subject, message, remedy: backup }];
    }
    case "safe":
      return [];
  }
}

/** Within its limit now, and no schedule will keep it there. */
function unrenewedProblem(named: readonly Named[]): readonly StatusProblem[] {
  const unrenewed = named.filter(
    ({ status: { nextRun, brokenAt, state } }) => nextRun === undefined && brokenAt !== undefined && state !== "broken",
  );
  const [first] = unrenewed;
  const breaks = unrenewed.flatMap(({ status }) => status.brokenAt ?? []).toSorted()[0];
  if (first === undefined || breaks === undefined) return [];
  const whose = joinNames(unrenewed.map(({ what }) => what));
  return [
    {
      code: "no-run-in-time",
      subject: unrenewed.length === 1 ? first.subject : { kind: "instance" },
      message: `No schedule renews the backups of ${whose}; unless they are made by hand, the first limit is broken at ${breaks}.`,
      remedy: "holdfast schedule create --help",
    },
  ];
}

/** A schedule renews it, but too late. */
function lateRunProblem({ subject, what, status }: Named): readonly StatusProblem[] {
  const { brokenAt, nextRun, state } = status;
  if (brokenAt === undefined || nextRun === undefined || state === "broken") return [];
  if (Date.parse(nextRun.at) <= Date.parse(brokenAt)) return [];
  return [
    {
      code: "no-run-in-time",
      subject,
      message: `The limit of ${what} will be broken at ${brokenAt}; the next backup of it is due ${nextRun.at}.`,
      remedy: `Run it earlier or more often (holdfast schedule list), or: holdfast backup create`,
    },
  ];
}

function recoveryProblems({ onlyInside, recovery }: SubjectStatus): readonly StatusProblem[] {
  const subject: ProblemSubject = { kind: "instance" };
  if (onlyInside) {
    return [
      {
        code: "only-inside",
        subject,
        message:
          "All full backups lie in the cluster's own store: they take back mistakes, and are lost together with the cluster.",
        remedy: "Set a destination outside the cluster: holdfast destination set s3 … ; then: holdfast backup create",
      },
    ];
  }
  if (recovery.state === "safe" || recovery.state === "unknown" || recovery.lacks === "any-backup") return [];
  const message =
    recovery.state === "never"
      ? "There is no good full backup outside the cluster: a lost cluster could not be brought back."
      : `Full backups outside the cluster: ${recovery.reason ?? recovery.state}`;
  return [{ code: "no-full-backup-outside", subject, message, remedy: "holdfast backup create" }];
}
