import type { BackupSet } from "../backup-set/backup-set.ts";
import type { Check } from "./check.ts";

export interface ScopeQuestion {
  readonly set: BackupSet;
  /** The applications that are to be restored. */
  readonly slugs: readonly string[];
  /** This installation's id; undefined when it never needed one. */
  readonly instance: string | undefined;
  /** All sets, to name another one. */
  readonly sets: readonly BackupSet[];
}

/** A full backup is restored anywhere; any other only where it was made. */
export function judgeScope({ set, slugs, instance, sets }: ScopeQuestion): Check {
  const check = { code: "backup-of-another-installation", subject: set.name };
  const isHere = instance !== undefined && set.instance === instance;
  if (set.scope === "full") {
    const message = isHere
      ? "A full backup of this installation"
      : `A full backup of another installation${named(set.instance)}: it holds all that a restore here needs`;
    return { ...check, result: "passed", message };
  }
  if (isHere) {
    return {
      ...check,
      result: "passed",
      message: "A partial backup of this installation: not for disaster recovery, it cannot be restored elsewhere",
    };
  }
  const full = nearestFull(sets, slugs, startOf(set));
  return {
    ...check,
    result: "refused",
    message: `It is a partial backup of another installation${named(set.instance)}; partial backups are restored only in the installation that made them`,
    remedy:
      full === undefined
        ? `No full backup here holds ${slugs.join(", ")}. Make one in the installation it comes from: \`holdfast backup create\`.`
        : `Use the full backup nearest to it: --from-backup ${full.name} (${startOf(full)}).`,
  };
}

function named(instance: string | undefined): string {
  return instance === undefined ? "" : ` (${instance})`;
}

/** The full set nearest in time from which all these applications can be restored. */
function nearestFull(sets: readonly BackupSet[], slugs: readonly string[], time: string): BackupSet | undefined {
  const at = Date.parse(time);
  const distance = (set: BackupSet): number => Math.abs(Date.parse(startOf(set)) - at);
  return sets
    .filter((set) => set.scope === "full" && set.state !== "deleting" && slugs.every((slug) => isComplete(set, slug)))
    .sort((one, other) => distance(one) - distance(other))[0];
}

function isComplete({ members }: BackupSet, slug: string): boolean {
  return members.some(({ part, stage }) => part.kind === "application" && part.slug === slug && stage === "completed");
}

/** When the first of its members was begun; RFC 3339. */
export function startOf({ members, createdAt }: BackupSet): string {
  const starts = members.flatMap(({ backup }) => (backup === undefined ? [] : (backup.startedAt ?? backup.createdAt)));
  return [...starts].sort((one, other) => Date.parse(one) - Date.parse(other))[0] ?? createdAt;
}
