import type { Check, PlannedDeletion } from "@holdfast/domain";

/** What was asked and decided: the console from one member of a set. */
export interface ConsoleRestoreInput {
  readonly set: string;
  readonly backup: string;
  readonly backupUid: string;
  readonly veleroNamespace: string;
  /** The console's, in the backup and here. */
  readonly namespace: string;
  readonly image: string;
  /** Of the console that will run, and of the definitions that are applied. */
  readonly version: string;
  readonly planHash: string;
}

/** What is deleted and what stays, looked up in the cluster. */
export interface ConsolePlan {
  /** What runs of the console; nothing else is deleted. */
  readonly deletions: readonly PlannedDeletion[];
  readonly hash: string;
}

/** What a restore of the console would do, to be shown and confirmed. */
export interface ConsolePreview extends ConsolePlan {
  readonly namespace: string;
  /** RFC 3339. */
  readonly backedUpAt: string;
  readonly versions: {
    /** Absent: no console is there, or it does not say. */
    readonly now?: string;
    readonly backup: string;
    readonly after: string;
  };
  readonly image: { readonly name: string; readonly from: "backup" | "command" | "newer-program" };
  readonly replicas: number;
  /** "Secret holdfast-console-password": written as the backup holds them, never deleted first. */
  readonly records: readonly string[];
  readonly checks: readonly Check[];
  readonly input: ConsoleRestoreInput;
}
