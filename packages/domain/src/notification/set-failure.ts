import type { BackupSet } from "../backup-set/backup-set.ts";

/** What became of the members that are not Completed, one sentence each. */
export function setFailure({ members }: BackupSet): string {
  const failed = members.filter(({ stage }) => stage !== "completed");
  return failed
    .map(({ name, stage, backup }) => {
      if (backup === undefined) return `${name} is not there.`;
      const counts = backup.errors > 0 ? ` with ${backup.errors} errors` : "";
      const words = backup.failure === undefined ? "" : `: ${backup.failure}`;
      return `${name} is ${backup.phase === "" ? stage : backup.phase}${counts}${words}.`;
    })
    .join(" ");
}
