import type { MemberStage, SetState } from "./set-state.ts";
import type { NotIncludedPart, SetScope } from "./set-facts.ts";

/** A Velero Backup as a list needs it. Times are RFC 3339. */
export interface MemberBackup {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly createdAt: string;
  /** Velero's own word. */
  readonly phase: string;
  readonly stage: Exclude<MemberStage, "absent">;
  readonly namespaces: readonly string[];
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly expiresAt?: string;
  readonly destination?: string;
  readonly warnings: number;
  readonly errors: number;
  readonly itemsDone?: number;
  readonly itemsTotal?: number;
  /** Why Velero refused or gave up, in its words. */
  readonly failure?: string;
  /** As Velero counts them. */
  readonly hooks?: HookCounts;
}

export interface HookCounts {
  readonly attempted: number;
  readonly failed: number;
}

export type MemberPart =
  | { readonly kind: "application"; readonly slug: string; readonly sequence?: number; readonly versionLabel?: string }
  | { readonly kind: "console" }
  /** A whole Velero Backup of which Holdfast knows no parts. */
  | { readonly kind: "unknown" };

/** A named member; without `backup` it is absent. */
export interface SetMember {
  readonly name: string;
  readonly part: MemberPart;
  readonly stage: MemberStage;
  readonly backup?: MemberBackup;
}

/** Backups that were made outside Holdfast stand as sets of one member under their own name. */
export interface BackupSet {
  readonly name: string;
  readonly origin: "holdfast" | "kots" | "outside";
  readonly scope: SetScope | "unknown";
  /** "failed" is said only of backups made outside Holdfast. */
  readonly state: SetState | "failed";
  readonly members: readonly SetMember[];
  readonly createdAt: string;
  readonly endedAt?: string;
  /** Only where Velero itself expires it. */
  readonly expiresAt?: string;
  readonly destination?: string;
  readonly instance?: string;
  readonly trigger?: string;
  readonly requestedBy?: string;
  readonly consoleVersion?: string;
  readonly kubernetesVersion?: string;
  /** What it left out; absent: not known, as of backups made outside Holdfast. */
  readonly notIncluded?: readonly NotIncludedPart[];
  readonly warnings: number;
  readonly errors: number;
  /** What could not be read of its labels and annotations. */
  readonly problems: readonly string[];
}
