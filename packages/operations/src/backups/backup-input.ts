import type { Judgement, NotIncludedPart, SetFacts, SetScope } from "@holdfast/domain";

/** What was asked: written with the record, so that a new driver makes the same set. */
export interface BackupInput {
  readonly set: string;
  readonly scope: SetScope;
  readonly slugs: readonly string[];
  /** The console is a member. */
  readonly console: boolean;
  readonly destination: string;
  readonly veleroNamespace: string;
  readonly instance: string;
  readonly trigger: string;
  readonly requestedBy: string;
  readonly notIncluded: readonly NotIncluded[];
  /** What of versions was not tested with this Holdfast when the backup was begun. */
  readonly judgements: readonly Judgement[];
  /** Absent: Velero does not say. */
  readonly veleroVersion?: string;
}

export interface NotIncluded extends NotIncludedPart {
  /** The license, the release (which ships no `kind: Backup`, or is being deployed), or that there is no such part. */
  readonly because: "not-entitled" | "not-backupable" | "not-installed";
}

/**
 * What the record keeps of one Velero Backup: names and facts alone. What the vendor wrote may hold secrets once it is
 * rendered; it is rendered again where the Backup is created.
 */
export interface PreparedMember {
  readonly name: string;
  readonly namespaces: readonly string[];
  /** Absent: the console. */
  readonly application?: { readonly slug: string; readonly sequence: number };
}

export interface PreparedSet {
  readonly facts: SetFacts;
  readonly applications: readonly PreparedMember[];
  /** Empty, or the console. */
  readonly last: readonly PreparedMember[];
}

export interface EndedMember {
  readonly name: string;
  readonly phase: string;
}
