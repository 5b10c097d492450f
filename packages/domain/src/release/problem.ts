import { Fault } from "../fault.ts";
import type { FaultCode } from "../fault.ts";

/** One thing that is wrong with a release. All of them are collected and shown at once. */
export interface ReleaseProblem {
  readonly code: Extract<FaultCode, "invalid-release" | "unsupported-manifest" | "template-error">;
  readonly file: string;
  /** First line is 1. Absent when the problem is of the file as a whole. */
  readonly line?: number;
  /** Dotted path inside the document, e.g. "spec.hooks.resources[0].pre". */
  readonly field?: string;
  readonly message: string;
}

/** What is allowed and probably not meant; it refuses nothing. */
export type ReleaseWarning = Omit<ReleaseProblem, "code">;

export function formatProblem(problem: ReleaseWarning): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return problem.field === undefined
    ? `${place}: ${problem.message}`
    : `${place}: ${problem.field}: ${problem.message}`;
}

/** The one Fault for a refused release; its code is the problems' own when they agree. */
export function faultOfProblems(problems: readonly ReleaseProblem[], what = "The release"): Fault {
  const [first] = problems;
  const lines = [...new Set(problems.map(formatProblem))];
  const code = first !== undefined && problems.every((problem) => problem.code === first.code) ? first.code : undefined;
  const count = lines.length === 1 ? "a problem" : `${lines.length} problems`;
  return new Fault(code ?? "invalid-release", `${what} is refused: it has ${count}`, {
    reason: lines.join("\n"),
    remedy: "This is for the vendor: correct the files named above and check them with `holdfast vendor release lint`.",
    ...(first === undefined ? {} : { where: first.line === undefined ? first.file : `${first.file}:${first.line}` }),
  });
}
