import type { DestinationFact, RiskFacts } from "./risk-facts.ts";
import type { ProblemSubject, StatusProblem } from "./status-view.ts";

/** Where new backups cannot go, or old ones cannot be seen. */
export function destinationProblems(known: RiskFacts["destinations"]): readonly StatusProblem[] {
  if (known.kind === "unknown") return [];
  if (!known.value.some(({ isCurrent }) => isCurrent)) {
    return [
      {
        code: "no-destination",
        subject: { kind: "instance" },
        message: "There is no destination for new backups.",
        remedy: "holdfast destination set s3 … (see `holdfast destination set --help`)",
      },
    ];
  }
  return known.value.flatMap(destinationProblem);
}

function destinationProblem({ name, place, reach, readOnly, isCurrent }: DestinationFact): readonly StatusProblem[] {
  const subject: ProblemSubject = { kind: "destination", name };
  if (reach.kind === "unavailable") {
    const since = reach.since === undefined ? "it was never read" : `last read ${reach.since}`;
    const message = `Destination ${name} cannot be read (${since}): ${reach.reason}`;
    return [{ code: "destination-unavailable", subject, message, remedy: `holdfast destination show ${name}` }];
  }
  const untold = place === "unknown" ? [untoldPlace(name)] : [];
  if (!readOnly || !isCurrent) return untold;
  const message = `Destination ${name} is open for reading only: no new backup can be made there.`;
  const remedy = `holdfast destination take-over ${name}`;
  return [...untold, { code: "destination-read-only", subject, message, remedy }];
}

function untoldPlace(name: string): StatusProblem {
  return {
    code: "not-readable",
    subject: { kind: "destination", name },
    message: `It is not known whether destination ${name} lies outside the cluster: its provider and address do not tell.`,
    remedy: "For a lost cluster, back up to a store whose address tells: holdfast destination set s3 …",
  };
}
