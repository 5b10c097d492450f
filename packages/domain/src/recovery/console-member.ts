import type { BackupSet, MemberBackup } from "../backup-set/backup-set.ts";
import { Fault } from "../fault.ts";

/** The member that carries the console, when it can be restored. */
export interface ConsoleMember {
  readonly set: BackupSet;
  readonly backup: MemberBackup;
  /** Of the console that was backed up. */
  readonly version: string;
  readonly namespace: string;
}

/** Faults: backup-without-console, backup-damaged, backup-not-completed. */
export function restorableConsole(set: BackupSet): ConsoleMember {
  const member = set.members.find(({ part }) => part.kind === "console");
  if (member === undefined) throw withoutConsole(set);
  const { backup } = member;
  if (set.state === "deleting" || backup === undefined) {
    throw new Fault("backup-damaged", `The console's part of backup ${set.name} is not there any more.`, {
      reason: backup === undefined ? `Its member ${member.name} is gone.` : "The backup is being deleted.",
      remedy: otherBackup,
    });
  }
  if (member.stage !== "completed") {
    throw new Fault("backup-not-completed", `Backup ${backup.name} is not complete: Velero says ${backup.phase}.`, {
      reason: backup.failure ?? `${backup.errors} errors, ${backup.warnings} warnings.`,
      remedy: otherBackup,
      where: `Backup ${backup.name}`,
    });
  }
  const namespace = backup.namespaces[0];
  if (namespace !== undefined && set.consoleVersion !== undefined)
    return { set, backup, version: set.consoleVersion, namespace };
  throw new Fault("backup-damaged", `Backup ${backup.name} does not say which console it holds.`, {
    reason: "Its annotations or its namespaces cannot be read.",
    remedy: otherBackup,
    where: `Backup ${backup.name}`,
  });
}

const otherBackup = "Choose another full backup: `holdfast recovery list`.";

function withoutConsole(set: BackupSet): Fault {
  const reason =
    set.scope === "full"
      ? "There was no console in its namespace when it was made."
      : `It is a ${set.scope === "unknown" ? "backup made outside Holdfast" : `${set.scope} backup`}; only full backups hold the console.`;
  return new Fault("backup-without-console", `Backup ${set.name} holds no console.`, {
    reason,
    remedy: `${otherBackup} Without one, install a new console with \`holdfast install\` and restore the applications.`,
  });
}
