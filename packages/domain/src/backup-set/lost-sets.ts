import type { BackupSet, MemberPart } from "./backup-set.ts";
import type { SetScope } from "./set-facts.ts";
import { consoleMember, memberName } from "./set-names.ts";
import type { WorkOnSets } from "./read-sets.ts";

/** What an installation keeps of a set that it has made, for when all of its Velero Backups vanish. Plain JSON. */
export interface RememberedSet {
  readonly name: string;
  readonly scope: SetScope;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly destination: string;
  /** Which store the destination was then; see `storeOf`. */
  readonly store: string;
  readonly instance: string;
  readonly trigger: string;
  /** Slugs, and "console". */
  readonly parts: readonly string[];
  /** Only where Velero itself expires it. */
  readonly expiresAt?: string;
}

export interface LostSetsQuestion {
  readonly present: readonly BackupSet[];
  readonly remembered: readonly RememberedSet[];
  readonly work: WorkOnSets;
  /** What each destination is now, by its name; only those whose backups Velero has listed since it was connected. */
  readonly stores: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/**
 * The sets of which nothing is left though nobody here deleted them: they are damaged, with all of their members absent.
 * Not said of a set whose destination is another store by now, is no longer connected, or was not listed yet: it may well
 * be there.
 */
export function lostSets({ present, remembered, work, stores, nowMs }: LostSetsQuestion): readonly BackupSet[] {
  const names = new Set(present.map(({ name }) => name));
  return remembered
    .filter((one) => !names.has(one.name) && !work.has(one.name))
    .filter((one) => stores.get(one.destination) === one.store)
    .filter(({ expiresAt }) => expiresAt === undefined || nowMs < Date.parse(expiresAt))
    .map(lostSet);
}

function lostSet(one: RememberedSet): BackupSet {
  const { name, scope, createdAt, destination, instance, trigger, parts } = one;
  return {
    name,
    origin: "holdfast",
    scope,
    state: "damaged",
    members: parts.map((part) => ({ name: memberName(name, part), part: partOf(part), stage: "absent" })),
    createdAt,
    destination,
    instance,
    trigger,
    warnings: 0,
    errors: 0,
    problems: [
      `All of its Velero Backups are gone, and Holdfast did not delete them: their files were removed from the destination ${destination}, after which Velero forgets a backup, or somebody deleted them with another program. \`holdfast backup delete ${name}\` takes it off the list`,
    ],
  };
}

function partOf(part: string): MemberPart {
  return part === consoleMember ? { kind: "console" } : { kind: "application", slug: part };
}
