import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { download, readLines } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";
import { findBackupSet } from "./list-sets.ts";

export interface LogLineOfMember {
  /** The Velero Backup that the line is of. */
  readonly backup: string;
  readonly line: string;
}

export interface LogsWish {
  /** A slug or "console": only of this one. */
  readonly part?: string | undefined;
  /** How long Velero may take to sign an address, and the store to begin its answer. */
  readonly deadlineMilliseconds?: number;
}

/**
 * Velero's own log of every member, one after the other.
 * Faults: backup-not-found, backup-not-completed (it still runs), artefact-unreadable, deadline-passed.
 */
export async function* readBackupLogs(
  context: Context,
  name: string,
  { part, deadlineMilliseconds }: LogsWish = {},
): AsyncGenerator<LogLineOfMember> {
  const [velero, set] = await Promise.all([findVelero(context), findBackupSet(context, name)]);
  const options = { signal: context.signal, ...(deadlineMilliseconds === undefined ? {} : { deadlineMilliseconds }) };
  for (const backup of backupsOf(set, part)) {
    const target = { kind: "BackupLog", name: backup } as const;
    const stream = await download(context.kubernetes, velero.namespace, target, options);
    if (stream === undefined) throw notWritten(backup);
    for await (const line of readLines(stream)) yield { backup, line };
  }
}

function backupsOf(set: BackupSet, part: string | undefined): readonly string[] {
  const present = set.members.filter((member) => member.backup !== undefined);
  const wanted = present.filter((member) => part === undefined || partName(member.part) === part);
  if (wanted.length > 0) return wanted.map((member) => member.name);
  const parts = present.map((member) => partName(member.part)).join(", ");
  throw new Fault("backup-not-found", `Backup ${set.name} has no part ${part ?? ""}.`, {
    reason: `Its parts are: ${parts}.`,
    remedy: "Name one of its parts, or none for the logs of all.",
  });
}

function partName(part: BackupSet["members"][number]["part"]): string {
  switch (part.kind) {
    case "application":
      return part.slug;
    case "console":
      return "console";
    case "unknown":
      return "";
  }
}

function notWritten(backup: string): Fault {
  return new Fault("artefact-unreadable", `There is no log of ${backup} yet.`, {
    reason: "Velero writes the log to the destination when the backup has ended.",
    remedy: "Wait until it has ended; while it runs, the log is in the output of Velero's server.",
    where: `Backup ${backup}`,
  });
}
