import { Fault } from "../fault.ts";
import type { BackupSet, MemberBackup, SetMember } from "../backup-set/backup-set.ts";

/** A member that one application can be restored from. */
export interface RestorableMember {
  readonly set: BackupSet;
  readonly slug: string;
  readonly backup: MemberBackup;
  readonly sequence?: number;
  readonly versionLabel?: string;
}

/**
 * The member of a set that carries an application, when it can be restored. A PartiallyFailed one only when asked for.
 * Faults: backup-of-another-application, backup-damaged, backup-not-completed.
 */
export function restorableMember(
  set: BackupSet,
  slug: string,
  { allowPartiallyFailed = false }: { readonly allowPartiallyFailed?: boolean } = {},
): RestorableMember {
  const member = set.members.find(({ part }) => part.kind === "application" && part.slug === slug);
  if (member === undefined) throw anotherApplication(set, slug);
  if (set.state === "deleting") {
    throw new Fault("backup-damaged", `Backup ${set.name} is being deleted.`, {
      remedy: "Choose another backup: `holdfast backup list`.",
    });
  }
  if (member.backup === undefined) {
    throw new Fault("backup-damaged", `Backup ${set.name} is damaged: its member ${member.name} is gone.`, {
      reason: "Its Velero Backup is named by the other members but is not in the cluster.",
      remedy:
        "Choose another backup: `holdfast backup list`. If the store was only just connected, wait until Velero has read it.",
    });
  }
  const isGood = member.stage === "completed" || (allowPartiallyFailed && member.stage === "partially-failed");
  if (!isGood) throw notCompleted(set, member, member.backup);
  const { part } = member;
  return { set, slug, backup: member.backup, ...(part.kind === "application" ? versionOf(part) : {}) };
}

function versionOf(part: { readonly sequence?: number; readonly versionLabel?: string }) {
  const { sequence, versionLabel } = part;
  return { ...(sequence === undefined ? {} : { sequence }), ...(versionLabel === undefined ? {} : { versionLabel }) };
}

function anotherApplication(set: BackupSet, slug: string): Fault {
  const slugs = set.members.flatMap(({ part }) => (part.kind === "application" ? part.slug : []));
  const outside = set.origin !== "holdfast";
  return new Fault("backup-of-another-application", `Backup ${set.name} holds no application ${slug}.`, {
    reason: outside
      ? "It was made outside Holdfast, which therefore cannot tell its parts."
      : `It holds: ${slugs.join(", ") || "no application"}.`,
    remedy: outside
      ? `Restore it with the program that made it, for example \`velero restore create --from-backup ${set.name}\`.`
      : "Choose one of these, or another backup: `holdfast backup list`.",
  });
}

function notCompleted(set: BackupSet, member: SetMember, backup: MemberBackup): Fault {
  const ended = member.stage === "failed" || member.stage === "partially-failed";
  return new Fault(
    "backup-not-completed",
    `Backup ${backup.name} is not complete: Velero says ${backup.phase || "New"}.`,
    {
      reason: backup.failure ?? `${backup.errors} errors, ${backup.warnings} warnings.`,
      remedy: ended
        ? `Read what failed with \`holdfast backup show ${set.name}\` and choose another backup.`
        : "Wait until it has ended, then try again.",
      where: `Backup ${backup.name}`,
    },
  );
}
