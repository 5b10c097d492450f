import type { BackupSet } from "../backup-set/backup-set.ts";
import { setFailure } from "./set-failure.ts";
import type { NotificationFacts, OperationFact } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** Backups of this installation that ended without being whole; snapshots before a restore are part of that restore. */
export function findBackups({ risk, operations }: NotificationFacts): readonly Finding[] {
  const failed = operations.kind === "known" ? operations.value.flatMap(failedBackup) : [];
  const named = new Set(failed.map(({ event }) => event.key));
  const own = risk.sets.kind === "known" && risk.installation.kind === "known" ? risk.sets.value : [];
  const installation = risk.installation.kind === "known" ? risk.installation.value : undefined;
  const partial = own
    .filter((set) => isOurs(set, installation) && set.state === "partial")
    .map((set) => partialBackup(set))
    .filter(({ event }) => !named.has(event.key));
  return [...failed, ...partial];
}

/** Deletions that failed: what they should have freed is still there, and no new backup waits for it. */
export function findDeletions({ operations }: NotificationFacts): readonly Finding[] {
  if (operations.kind === "unknown") return [];
  return operations.value.flatMap(({ id, kind, set, state }): readonly Finding[] => {
    if (kind !== "backup-deletion" || state.stage !== "failed") return [];
    const event = {
      kind: "deletion-stuck",
      mood: "bad",
      key: `deletion/${id}`,
      state: `failed ${state.at}`,
      at: state.at,
      title: `Deleting backup ${set ?? id} is stuck`,
      cause: [state.fault.message, state.fault.reason ?? ""].join(" ").trim(),
      remedy: state.fault.remedy ?? `holdfast operation resume ${id}`,
    } as const;
    return [{ stage: "happened", event }];
  });
}

type Happened = Extract<Finding, { stage: "happened" }>;

function isOurs({ origin, instance, scope }: BackupSet, installation: string | undefined): boolean {
  return origin === "holdfast" && installation !== undefined && instance === installation && scope !== "safety";
}

function failedBackup({ id, kind, set, state }: OperationFact): readonly Happened[] {
  if (kind !== "backup" || state.stage !== "failed") return [];
  const { fault } = state;
  return [
    {
      stage: "happened",
      event: {
        kind: "backup-failed",
        mood: "bad",
        key: `backup/${set ?? id}`,
        state: "failed",
        at: state.at,
        title: `Backup ${set ?? id} failed`,
        cause: [fault.message, fault.reason ?? ""].join(" ").trim(),
        remedy: fault.remedy ?? `holdfast backup show ${set ?? id}`,
      },
    },
  ];
}

function partialBackup(set: BackupSet): Happened {
  return {
    stage: "happened",
    event: {
      kind: "backup-failed",
      mood: "bad",
      key: `backup/${set.name}`,
      state: "failed",
      at: set.endedAt ?? set.createdAt,
      title: `Backup ${set.name} did not succeed as a whole`,
      cause: setFailure(set),
      remedy: `holdfast backup show ${set.name} says what went wrong; then make a new backup.`,
    },
  };
}
