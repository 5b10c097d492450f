import { Fault } from "@holdfast/domain";
import type { BackupSet, MemberPart } from "@holdfast/domain";

/** A set as commands print it: without the raw Velero objects. */
export function viewSet(set: BackupSet) {
  const { members, ...facts } = set;
  return {
    ...facts,
    members: members.map(({ name, part, stage, backup }) => ({
      name,
      part: partName(part),
      ...(part.kind === "application" && part.sequence !== undefined ? { sequence: part.sequence } : {}),
      ...(part.kind === "application" && part.versionLabel !== undefined ? { version: part.versionLabel } : {}),
      stage,
      ...(backup === undefined ? {} : { phase: backup.phase, warnings: backup.warnings, errors: backup.errors }),
      ...(backup?.failure === undefined ? {} : { failure: backup.failure }),
    })),
  };
}

export type SetView = ReturnType<typeof viewSet>;

/** Full backups alone can be restored in another cluster. */
export function kindText({ origin, scope }: Pick<BackupSet, "origin" | "scope">): string {
  switch (origin) {
    case "holdfast":
      return scope === "full" ? scope : `${scope} (not for disaster recovery)`;
    case "kots":
      return "made by KOTS";
    case "outside":
      return "made outside Holdfast";
  }
}

export function partName(part: MemberPart): string {
  switch (part.kind) {
    case "application":
      return part.slug;
    case "console":
      return "console";
    case "unknown":
      return "-";
  }
}

/** Faults: backup-failed when nothing of it can be restored, backup-partially-failed otherwise. */
export function refuseIncomplete(set: BackupSet): void {
  if (set.state === "complete" || set.state === "running") return;
  const bad = set.members.filter((member) => member.stage !== "completed");
  const reason = bad
    .map(
      ({ name, stage, backup }) =>
        `${name}: ${backup?.phase ?? stage}${backup?.failure === undefined ? "" : ` (${backup.failure})`}`,
    )
    .join("\n");
  const remedy = `Read warnings, errors and hooks with \`holdfast backup show ${set.name}\`, remove the cause and make a new backup.`;
  if (bad.length === set.members.length)
    throw new Fault("backup-failed", `Backup ${set.name} failed.`, { reason, remedy });
  const good = set.members.length - bad.length;
  throw new Fault(
    "backup-partially-failed",
    `Backup ${set.name} is only partial: ${good} of ${set.members.length} parts can be restored.`,
    {
      reason,
      remedy,
    },
  );
}
