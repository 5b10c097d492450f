/** What is wrong, in words for an operator. The rules that find it are in `rules/`. */
export interface Finding {
  readonly code: FindingCode;
  /** A sentence. */
  readonly cause: string;
  /** What was seen, in the words of whoever said it, with its place first. */
  readonly evidence: readonly string[];
  /** What to do now: sentences with exact commands. */
  readonly remedy: readonly string[];
  readonly safeToIgnore: "yes" | "no" | "unknown";
  /** What happens to whoever ignores it. */
  readonly ignoring: string;
}

/** The closed set; `unknown` is said of what no rule knows. */
export type FindingCode =
  | "wrong-credentials"
  | "bucket-missing"
  | "foreign-directories"
  | "store-refuses"
  | "store-full"
  | "store-unreachable"
  | "store-certificate"
  | "clock-skew"
  | "node-agent-missing"
  | "node-agent-not-ready"
  | "out-of-memory"
  | "mover-cannot-start"
  | "volume-timed-out"
  | "file-changed"
  | "repository-not-ready"
  | "repository-password"
  | "files-missing"
  | "hook-failed"
  | "hook-timed-out"
  | "post-hooks-not-run"
  | "velero-restarted"
  | "unknown";
