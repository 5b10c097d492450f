import type { DiagnosisNames, Diagnosed, StatementSource } from "./evidence.ts";
import type { Finding, FindingCode } from "./finding.ts";

/** How one cause is recognised, and what is said of it. */
export interface Rule {
  readonly code: Exclude<FindingCode, "unknown">;
  /** Of whom the pattern is expected. */
  readonly sources: readonly StatementSource[];
  readonly pattern: RegExp;
  readonly cause: string;
  remedy(names: DiagnosisNames, of: Diagnosed): readonly string[];
  readonly safeToIgnore: Finding["safeToIgnore"];
  readonly ignoring: string;
}

/** Wherever Velero repeats what a store answered. */
export const storeSources: readonly StatementSource[] = ["failure", "error", "volume", "location", "repository"];

/** How one goes on once the cause is gone. */
export function again(of: Diagnosed): readonly string[] {
  switch (of.kind) {
    case "backup":
      return ["Make a new backup: `holdfast backup create --wait`, with `--app SLUG` for one application."];
    case "restore":
      return [
        "Go on with the restore: `holdfast operation list` names it, `holdfast operation resume ID` continues it.",
      ];
    case "installation":
      return [];
  }
}
