import type { Finding } from "@holdfast/domain";
import type { MemberReading } from "../backups/read-member.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { findingsOf, isClean } from "./member-findings.ts";
import type { KnownWork } from "./member-findings.ts";
import { readSurroundings } from "./read-surroundings.ts";
import type { Surroundings } from "./read-surroundings.ts";

/** How long after its end the state of pods and node agents still tells of a backup or restore. */
const stillTellsMilliseconds = 15 * 60_000;

/** What is wrong with one Velero Backup. The cluster is looked at only when something is, or cannot be read. */
export async function memberFindings(
  context: Context,
  velero: VeleroInstallation,
  reading: MemberReading,
): Promise<readonly Finding[]> {
  const { backup, name, stage } = reading.member;
  if (backup === undefined) return [];
  const { failure, destination, startedAt, createdAt, endedAt, namespaces } = backup;
  const of = { kind: "backup", name } as const;
  const work: KnownWork = { ...reading, name, ...(failure === undefined ? {} : { failure }) };
  const isRead = reading.errors.kind === "known";
  if (stage === "completed" && isRead && isClean(of, work)) return [];
  const surroundings = await readSurroundings(context, velero, {
    namespaces,
    sinceMilliseconds: Date.parse(startedAt ?? createdAt),
    ...(destination === undefined ? {} : { location: destination }),
  });
  return findingsOf(of, work, stillTelling(surroundings, endedAt, context.clock.now()));
}

/** Long after its end only the destination's state matters: it is why something cannot be read. */
export function stillTelling(surroundings: Surroundings, endedAt: string | undefined, now: number): Surroundings {
  if (endedAt === undefined || now - Date.parse(endedAt) < stillTellsMilliseconds) return surroundings;
  return { ...surroundings, statements: surroundings.statements.filter(({ source }) => source === "location") };
}
