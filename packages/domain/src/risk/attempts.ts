import type { BackupSet, SetMember } from "../backup-set/backup-set.ts";
import { startOf } from "../restore/judge-scope.ts";
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
  /** Why it cannot be told whether it is still there. */
  readonly doubt?: string;
}

/** What `attemptsOf` judges with: the known facts, and the time. */
export interface AttemptFacts {
  readonly installation: string | undefined;
  readonly sets: readonly BackupSet[];
  readonly destinations: RiskFacts["destinations"];
  readonly now: number;
}

/** A clock that is further ahead than this makes backups of the future, whose age nobody knows. */
export const toleratedSkewSeconds = 60;

/** Sets that this installation made and that have ended. Safety snapshots expire by themselves and never count. */
function countedSets({ sets, installation }: AttemptFacts): readonly BackupSet[] {
  return sets.filter(
    ({ origin, instance, scope, state }) =>
      origin === "holdfast" &&
      installation !== undefined &&
      instance === installation &&
      (scope === "full" || scope === "partial") &&
      state !== "running" &&
      state !== "deleting",
  );
}

/** Every ended backup of one application, in no particular order. */
export function attemptsOf(slug: string, facts: AttemptFacts): readonly Attempt[] {
  return countedSets(facts).flatMap((set) => {
    const member = set.members.find(({ part }) => part.kind === "application" && part.slug === slug);
    if (member === undefined) return [];
    const begun = member.backup?.startedAt ?? member.backup?.createdAt ?? set.createdAt;
    const whole = set.scope === "full" && set.state !== "damaged" && isCompleted(consoleOf(set));
    return attempt(set, facts, { begun, failure: failureOf(member), forRecovery: whole });
  });
}

/** Every ended full backup. Only a complete one is good: of another one something is missing. */
export function fullAttempts(facts: AttemptFacts): readonly Attempt[] {
  return countedSets(facts)
    .filter(({ scope }) => scope === "full")
    .flatMap((set) => {
      const failed = set.members.flatMap((member) => failureOf(member) ?? []);
      const failure = set.state === "complete" ? undefined : (failed[0] ?? "not all of its parts are there");
      return attempt(set, facts, { begun: startOf(set), failure, forRecovery: true });
    });
}

interface Found {
  readonly begun: string;
  readonly failure: string | undefined;
  readonly forRecovery: boolean;
}

function attempt(
  { name, destination }: BackupSet,
  { destinations, now }: AttemptFacts,
  { begun, failure, forRecovery }: Found,
): readonly Attempt[] {
  const begunAt = Date.parse(begun);
  // What lies in the future is named as a clock that is wrong; it is no proof of anything.
  if (Number.isNaN(begunAt) || begunAt > now + toleratedSkewSeconds * 1000) return [];
  return [
    {
      set: name,
      begunAt,
      ...(destination === undefined ? {} : { destination }),
      outcome: failure === undefined ? { kind: "good" } : { kind: "bad", reason: failure },
      forRecovery,
      ...whereabouts(destination, destinations),
    },
  ];
}

function whereabouts(
  name: string | undefined,
  destinations: Known<readonly DestinationFact[]>,
): Pick<Attempt, "place" | "doubt"> {
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

function isCompleted(member: SetMember | undefined): boolean {
  return member?.stage === "completed";
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
