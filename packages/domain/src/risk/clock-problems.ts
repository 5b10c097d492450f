import { toleratedSkewSeconds } from "./attempts.ts";
import { valueOf } from "./risk-facts.ts";
import type { RiskFacts } from "./risk-facts.ts";
import type { StatusProblem } from "./status-view.ts";

/** Clocks that disagree, and backups that say they were begun in the future. */
export function clockProblems(
  { clockAheadSeconds, sets, installation }: RiskFacts,
  now: number,
): readonly StatusProblem[] {
  const ahead = valueOf(clockAheadSeconds) ?? 0;
  const own = valueOf(installation);
  const future = (valueOf(sets) ?? []).filter(
    (set) => set.instance === own && Date.parse(set.createdAt) > now + toleratedSkewSeconds * 1000,
  );
  return [
    ...(Math.abs(ahead) <= toleratedSkewSeconds
      ? []
      : [
          clockProblem(
            `This machine's clock is ${Math.abs(Math.round(ahead))} s ${ahead > 0 ? "ahead of" : "behind"} the cluster's; the later of the two is used.`,
          ),
        ]),
    ...future.map(({ name, createdAt }) =>
      clockProblem(`Backup ${name} says it was begun in the future (${createdAt}), so it is not counted yet.`),
    ),
  ];
}

function clockProblem(message: string): StatusProblem {
  const remedy =
    "Set the clocks right (NTP) on this machine and on the cluster's nodes; ages and limits depend on them.";
  return { code: "clock-skew", subject: { kind: "instance" }, message, remedy };
}
