import type { Check } from "./check.ts";

export interface ReadContents {
  /** Velero Backup. */
  readonly member: string;
  /** Objects in the tarball. */
  readonly inTarball: number;
  /** Objects in Velero's own list; undefined when there is none. */
  readonly listed: number | undefined;
  /** What Velero counted while it made the backup. */
  readonly counted: number | undefined;
  /** Errors of a PartiallyFailed one: Velero counts and lists what it could not back up, too. */
  readonly failed: number;
}

/** Whether the tarball, read to its end, holds as much as Velero says; what failed is `judgePhase`'s to say. */
export function judgeCounts({ member, inTarball, listed, counted, failed }: ReadContents): Check {
  const check = { code: "objects-missing", subject: member };
  const others = [listed, counted].filter((count) => count !== undefined);
  if (others.every((count) => count <= inTarball + failed)) {
    return {
      ...check,
      result: "passed",
      message: `Its tarball was read to the end and decoded (${inTarball} objects)`,
    };
  }
  return {
    ...check,
    result: "needs-acceptance",
    message: `Its tarball holds ${inTarball} objects, though Velero says ${Math.max(...others)}`,
    remedy: "Choose another backup, or accept that objects are missing.",
  };
}

/** What was read of one artefact of a member. */
export interface ReadArtefact {
  readonly member: string;
  /** "log", "list of volumes", … */
  readonly what: string;
  /** Without it nothing can be restored, or it would not be known what is. */
  readonly isNeeded: boolean;
  readonly reading:
    | { readonly kind: "read" }
    | { readonly kind: "absent" }
    | { readonly kind: "unreadable"; readonly message: string; readonly remedy?: string };
}

export function judgeArtefact({ member, what, isNeeded, reading }: ReadArtefact): Check {
  const check = { code: "artefact-unreadable", subject: member };
  switch (reading.kind) {
    case "read":
      return { ...check, result: "passed", message: `Its ${what} can be read` };
    case "absent":
      return {
        ...check,
        result: isNeeded ? "refused" : "warning",
        message: `Its ${what} is not in the destination`,
        remedy: isNeeded
          ? "Choose another backup: `holdfast backup list`. Look in the bucket who removed it."
          : "The restore does without it; look in the bucket who removed it.",
      };
    case "unreadable":
      return {
        ...check,
        result: isNeeded ? "refused" : "warning",
        message: `Its ${what} cannot be read: ${reading.message}`,
        remedy: reading.remedy ?? "Choose another backup: `holdfast backup list`.",
      };
  }
}

export interface EndedMember {
  readonly member: string;
  readonly phase: string;
  readonly isComplete: boolean;
  readonly allowPartiallyFailed: boolean;
  /** What Velero says is missing. */
  readonly missing: readonly string[];
}

const shownLines = 5;

/** A PartiallyFailed member is restored only by a person's word. */
export function judgePhase({ member, phase, isComplete, allowPartiallyFailed, missing }: EndedMember): Check {
  const check = { code: "backup-partially-failed", subject: member };
  if (isComplete) return { ...check, result: "passed", message: `Velero says ${phase}` };
  const lines = missing.slice(0, shownLines).join("; ");
  const more = missing.length > shownLines ? `; and ${missing.length - shownLines} more` : "";
  const message = `Velero says ${phase}; missing: ${missing.length === 0 ? "not known" : `${lines}${more}`}`;
  if (allowPartiallyFailed) return { ...check, result: "warning", message };
  return {
    ...check,
    result: "refused",
    message,
    remedy: "Choose another backup, or restore what there is with --allow-partially-failed.",
  };
}

/** Objects whose kind neither the cluster serves nor the release defines: Velero leaves them out with a warning. */
export function notServed(subject: string, kinds: readonly string[]): readonly Check[] {
  if (kinds.length === 0) return [];
  return [
    {
      code: "kind-not-served",
      subject,
      result: "needs-acceptance",
      message: `The backup holds objects of kinds that this cluster does not know: ${kinds.join(", ")}; they do not come back`,
      remedy: "Install what defines these kinds first (an operator, for example), or accept to go without them.",
    },
  ];
}
