/** What a backup of an application would hold of its data, and what it would not. */
export interface Coverage {
  readonly volumes: readonly VolumeCoverage[];
  readonly findings: readonly CoverageFinding[];
}

/** One volume with data of its own: a claim, once, however many pods mount it; or an emptyDir that is opted in. */
export interface VolumeCoverage {
  readonly namespace: string;
  /** The claim's name; of an emptyDir "<pod>/<volume>". */
  readonly name: string;
  readonly kind: "claim" | "emptyDir";
  readonly held: boolean;
  /** What it may hold at most. */
  readonly capacityBytes?: number;
  /** What the last backup held of it: what a backup has to read again where nothing changed. */
  readonly lastBackupBytes?: number;
}

export type CoverageCode =
  | "not-opted-in"
  | "left-out-by-vendor"
  | "dumped-elsewhere"
  | "not-mounted"
  | "no-running-pod"
  | "claim-not-bound"
  | "block-volume"
  | "host-path"
  | "empty-dir-without-hook"
  | "reclaim-retain"
  | "pod-not-running"
  | "job-pod"
  | "database-without-hook"
  | "object-store-without-hook"
  | "outside-claims";

/**
 * serious: data that the backup would not hold, or not in a usable state. warning: may be so. note: left out on purpose,
 * or of no consequence for the data.
 */
export type CoverageLevel = "serious" | "warning" | "note";

export interface CoverageFinding {
  readonly code: CoverageCode;
  readonly level: CoverageLevel;
  /** "<namespace>/<name>" of the claim or pod, with the volume's name behind it where that matters. */
  readonly subject: string;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly remedy?: string;
}

const order = { serious: 0, warning: 1, note: 2 } as const satisfies Record<CoverageLevel, number>;

/** The most serious first, else by subject. */
export function sortFindings(findings: readonly CoverageFinding[]): readonly CoverageFinding[] {
  return findings.toSorted(
    (one, other) => order[one.level] - order[other.level] || one.subject.localeCompare(other.subject, "en"),
  );
}
