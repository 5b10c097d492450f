import type { MemberSpec, SetFacts, SetScope } from "@holdfast/domain";

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
}

export interface NotIncluded {
  /** A slug, or "console". */
  readonly part: string;
  readonly reason: string;
}

/** One Velero Backup as it is going to be created. */
export interface PreparedMember {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: MemberSpec;
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
