/**
 * tested: run by the tests of this repository. untested: stated by others, or likely; it is said, recorded and done.
 * needs-acceptance: may well fail, so a person accepts the code. known-broken: it cannot work and is refused.
 */
export type Answer = "tested" | "untested" | "needs-acceptance" | "known-broken";

export type JudgementCode =
  | "velero-version"
  | "kubernetes-version"
  | "uploader"
  | "plugin"
  | "os-family"
  | "architecture"
  | "install-method"
  | "kubernetes-change"
  | "velero-change"
  | "release-kubernetes"
  | "release-holdfast";

/** One question about versions or platforms, and its answer. */
export interface Judgement {
  /** Stable; what a person accepts with `--accept`. */
  readonly code: JudgementCode;
  readonly answer: Answer;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly reason: string;
  /** Who says so: this repository's tests, or a document of Velero, KOTS or Kubernetes. */
  readonly source: string;
  /** Present unless it is tested. */
  readonly remedy?: string;
}

const severities = { tested: 0, untested: 1, "needs-acceptance": 2, "known-broken": 3 } as const satisfies Record<
  Answer,
  number
>;

/** What a reader has to know of: everything that is not tested, the worst first. */
export function notable(judgements: readonly Judgement[]): readonly Judgement[] {
  return judgements
    .filter(({ answer }) => answer !== "tested")
    .sort((one, other) => severities[other.answer] - severities[one.answer]);
}

/** Those that stop the work, with these codes accepted. */
export function stopping(judgements: readonly Judgement[], accepted: readonly string[]): readonly Judgement[] {
  return notable(judgements).filter(
    ({ code, answer }) => answer === "known-broken" || (answer === "needs-acceptance" && !accepted.includes(code)),
  );
}
