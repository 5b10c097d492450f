import type { BackupSet, SetMember } from "../backup-set/backup-set.ts";
import type { DestinationFact, Known, RiskFacts } from "./risk-facts.ts";

/** A backup of one subject that has ended, as far as it counts. */
export interface Attempt {
  readonly set: string;
  /** When it was begun, in milliseconds. */
  readonly begunAt: number;
  readonly destination?: string;
  readonly outcome: { readonly kind: "good" } | { readonly kind: "bad"; readonly reason: string };
  /** A full set with its console: what a new cluster is brought back from. */
  readonly forRecovery: boolean;
  readonly place: "inside" | "outside" | "unknown";
  /** Its applications' parts: what they lack is read only of the attempt that decides. */
  readonly parts: readonly SetMember[];
  /** Why it cannot be told whether it is still there. */
  readonly doubt?: string;
}

/** What attempts are judged with: the known facts, and the time. */
export interface AttemptFacts {
  readonly installation: string | undefined;
  readonly sets: readonly BackupSet[];
  readonly destinations: RiskFacts["destinations"];
  readonly now: number;
}

/** All attempts, in no particular order. */
export interface Attempts {
  /** By slug; those that were never tried are not in it. */
  readonly applications: ReadonlyMap<string, readonly Attempt[]>;
  readonly full: readonly Attempt[];
}

/** A clock that is further ahead than this makes backups of the future, whose age nobody knows. */
export const toleratedSkewSeconds = 60;

/** Every backup that has ended, in one pass: there may be thousands of sets. */
export function readAttempts(facts: AttemptFacts): Attempts {
  const applications = new Map<string, Attempt[]>();
  const full: Attempt[] = [];
  for (const set of facts.sets) {
    if (!isCounted(set, facts)) continue;
    const isWhole = set.scope === "full" && set.state !== "damaged" && consoleOf(set)?.stage === "completed";
    const place = whereabouts(set.destination, facts.destinations);
    const begins = set.members.map((member) => begunAt(set, member));
    if (set.scope === "full") full.push(...attempt(set, facts, fullBackup(set, { begins, isWhole, place })));
    for (const [index, member] of set.members.entries()) {
      if (member.part.kind !== "application") continue;
      const begun = begins[index] ?? Number.NaN;
      const found = { begunAt: begun, failure: failureOf(member), forRecovery: isWhole, parts: [member], place };
      const known = applications.get(member.part.slug);
      const made = attempt(set, facts, found);
      if (known === undefined) applications.set(member.part.slug, [...made]);
      else known.push(...made);
    }
  }
  return { applications, full };
}

/** Made by this installation, and ended. Safety snapshots expire by themselves and never count. */
function isCounted({ origin, instance, scope, state }: BackupSet, { installation }: AttemptFacts): boolean {
  if (origin !== "holdfast" || installation === undefined || instance !== installation) return false;
  return (scope === "full" || scope === "partial") && state !== "running" && state !== "deleting";
}

type Place = Pick<Attempt, "place" | "doubt">;

interface Found {
  readonly begunAt: number;
  readonly failure: string | undefined;
  readonly forRecovery: boolean;
  readonly parts: readonly SetMember[];
  readonly place: Place;
}

function begunAt({ createdAt }: BackupSet, { backup }: SetMember): number {
  return Date.parse(backup?.startedAt ?? backup?.createdAt ?? createdAt);
}

/** It is as old as its oldest part. Only a complete one is good: of another one something is missing. */
function fullBackup(
  { state, members, createdAt }: BackupSet,
  { begins, isWhole, place }: { readonly begins: readonly number[]; readonly isWhole: boolean; readonly place: Place },
): Found {
  const failure =
    state === "complete"
      ? undefined
      : (members.map(failureOf).find((one) => one !== undefined) ?? "not all of its parts are there");
  const oldest = begins.length === 0 ? Date.parse(createdAt) : Math.min(...begins);
  const parts = members.filter(({ part }) => part.kind === "application");
  // One that failed counts for what should have renewed the last good one.
  return { begunAt: oldest, failure, forRecovery: isWhole || failure !== undefined, parts, place };
}

/** None for what lies in the future: it is named as a clock that is wrong, and is no proof of anything. */
function attempt(
  { name, destination }: BackupSet,
  { now }: AttemptFacts,
  { begunAt: at, failure, forRecovery, parts, place }: Found,
): readonly Attempt[] {
  if (Number.isNaN(at) || at > now + toleratedSkewSeconds * 1000) return [];
  return [
    {
      set: name,
      begunAt: at,
      ...(destination === undefined ? {} : { destination }),
      outcome: failure === undefined ? good : { kind: "bad", reason: failure },
      forRecovery,
      parts,
      ...place,
    },
  ];
}

const good = { kind: "good" } as const;

function whereabouts(name: string | undefined, destinations: Known<readonly DestinationFact[]>): Place {
  if (destinations.kind === "unknown") return { place: "unknown", doubt: destinations.reason };
  if (name === undefined) return { place: "unknown", doubt: "it is not known in which destination it lies" };
  const found = destinations.value.find((destination) => destination.name === name);
  if (found === undefined) return { place: "unknown", doubt: `destination ${name} is not connected any more` };
  if (found.reach.kind === "available") return { place: found.place };
  const since = found.reach.since === undefined ? "never read" : `last read ${found.reach.since}`;
  return { place: found.place, doubt: `destination ${name} cannot be read (${since}): ${found.reach.reason}` };
}

function consoleOf({ members }: BackupSet): SetMember | undefined {
  return members.find(({ part }) => part.kind === "console");
}

/** Why a member that should be good is not; undefined for one that is Completed. */
function failureOf({ name, stage, backup }: SetMember): string | undefined {
  switch (stage) {
    case "completed":
      return undefined;
    case "absent":
      return `its part ${name} is gone`;
    case "partially-failed":
    case "failed":
    case "deleting":
    case "waiting":
    case "running":
    case "unknown":
      return `${name} is ${backup?.phase ?? stage}${backup?.failure === undefined ? "" : `: ${backup.failure}`}`;
  }
}
