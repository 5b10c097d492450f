import type { Diagnosed, Finding } from "@holdfast/domain";
import type { MemberReading } from "../backups/read-member.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { findingsOf, isClean } from "./member-findings.ts";
import type { KnownWork } from "./member-findings.ts";
import { readSurroundings } from "./read-surroundings.ts";
import type { Surroundings } from "./read-surroundings.ts";

/** How long after its end the state of pods and node agents still tells of a backup or restore. */
const stillTellsMilliseconds = 15 * 60_000;

/** A Velero Backup or Restore, with what decides whether the cluster must be looked at to explain it. */
export interface FoundWork {
  readonly of: Diagnosed;
  readonly work: KnownWork;
  /** It came to a good end, and all that was written of it could be read. */
  readonly isWell: boolean;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly namespaces: readonly string[];
  readonly destination?: string;
}

/** What is wrong with it. The cluster is looked at only when something is, or cannot be read. */
export async function workFindings(
  context: Context,
  velero: VeleroInstallation,
  { of, work, isWell, startedAt, endedAt, namespaces, destination }: FoundWork,
): Promise<readonly Finding[]> {
  if (isWell && isClean(of, work)) return [];
  const surroundings = await readSurroundings(context, velero, {
    namespaces,
    sinceMilliseconds: Date.parse(startedAt),
    ...(destination === undefined ? {} : { location: destination }),
  });
  return findingsOf(of, work, stillTelling(surroundings, endedAt, context.clock.now()));
}

export function memberFindings(
  context: Context,
  velero: VeleroInstallation,
  reading: MemberReading,
): Promise<readonly Finding[]> {
  const { backup, name, stage } = reading.member;
  if (backup === undefined) return Promise.resolve([]);
  const { failure, destination, startedAt = backup.createdAt, endedAt, namespaces } = backup;
  return workFindings(context, velero, {
    of: { kind: "backup", name },
    work: { ...reading, name, ...(failure === undefined ? {} : { failure }) },
    isWell: stage === "completed" && reading.errors.kind === "known",
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    namespaces,
    ...(destination === undefined ? {} : { destination }),
  });
}

/** What was found when it had ended saw more than what can be seen later. */
export function mergeFindings(then: readonly Finding[], now: readonly Finding[]): readonly Finding[] {
  return [...then, ...now.filter(({ code }) => !then.some((finding) => finding.code === code))];
}

/** Long after its end only the destination's state matters: it is why something cannot be read. */
export function stillTelling(surroundings: Surroundings, endedAt: string | undefined, now: number): Surroundings {
  if (endedAt === undefined || now - Date.parse(endedAt) < stillTellsMilliseconds) return surroundings;
  return { ...surroundings, statements: surroundings.statements.filter(({ source }) => source === "location") };
}
