import type { BackupSet, MemberBackup } from "./backup-set.ts";
import { jsonNumbers, jsonTextMap } from "./parse-annotation.ts";

/** KOTS's annotations. Source: KOTS 1.130, Velero Backups of "full" and "partial" snapshots. */
const kots = {
  instance: "kots.io/instance",
  appId: "kots.io/app-id",
  sequences: "kots.io/apps-sequences",
  versions: "kots.io/apps-versions",
  trigger: "kots.io/snapshot-trigger",
} as const;

/** A Velero Backup that Holdfast did not make: listed under its own name, with Velero's own expiry. */
export function outsideSet(backup: MemberBackup): BackupSet {
  const isKots = Object.keys(backup.annotations).some((key) => key.startsWith("kots.io/"));
  const trigger = backup.annotations[kots.trigger];
  return {
    name: backup.name,
    origin: isKots ? "kots" : "outside",
    scope: scopeOf(backup),
    state: stateOf(backup),
    members: [{ name: backup.name, part: { kind: "unknown" }, stage: backup.stage, backup }],
    createdAt: backup.startedAt ?? backup.createdAt,
    ...(backup.endedAt === undefined ? {} : { endedAt: backup.endedAt }),
    ...(backup.expiresAt === undefined ? {} : { expiresAt: backup.expiresAt }),
    ...(backup.destination === undefined ? {} : { destination: backup.destination }),
    ...(trigger === undefined ? {} : { trigger }),
    warnings: backup.warnings,
    errors: backup.errors,
    problems: isKots ? unreadable(backup) : [],
  };
}

function scopeOf(backup: MemberBackup): BackupSet["scope"] {
  if (backup.annotations[kots.instance] === "true") return "full";
  return backup.annotations[kots.appId] === undefined ? "unknown" : "partial";
}

function stateOf(backup: MemberBackup): BackupSet["state"] {
  switch (backup.stage) {
    case "waiting":
    case "running":
    case "unknown":
      return "running";
    case "completed":
      return "complete";
    case "partially-failed":
      return "partial";
    case "failed":
      return "failed";
    case "deleting":
      return "deleting";
  }
}

function unreadable(backup: MemberBackup): readonly string[] {
  const { [kots.sequences]: sequences, [kots.versions]: versions } = backup.annotations;
  return [
    ...(sequences !== undefined && jsonNumbers(sequences) === undefined ? [kots.sequences] : []),
    ...(versions !== undefined && jsonTextMap(versions) === undefined ? [kots.versions] : []),
  ].map((key) => `Backup ${backup.name}: annotation ${key} cannot be read`);
}
