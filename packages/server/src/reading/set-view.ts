import type { BackupSetPageView, BackupSetView } from "@holdfast/api";
import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";

/** A set as the list shows it. `bytes` are those of volumes, by name of the Velero Backup. */
export function viewSet(set: BackupSet, bytes: ReadonlyMap<string, number>): BackupSetView {
  const { name, origin, scope, state, createdAt, endedAt, expiresAt, destination, requestedBy, warnings, errors } = set;
  const sizes = set.members.flatMap((member) => bytes.get(member.name) ?? []);
  return {
    name,
    origin,
    scope,
    state,
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    applications: set.members.flatMap(({ part }) => (part.kind === "application" ? part.slug : [])),
    console: set.members.some(({ part }) => part.kind === "console"),
    ...(sizes.length === 0 ? {} : { sizeBytes: sizes.reduce((total, one) => total + one, 0) }),
    warnings,
    errors,
    ...(destination === undefined ? {} : { destination }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  };
}

interface PageRequest {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** `sets` are newest first. A page begins behind the place of `after`, also when that set is gone meanwhile. */
export function pageOfSets(
  sets: readonly BackupSet[],
  bytes: ReadonlyMap<string, number>,
  { after, limit }: PageRequest,
): BackupSetPageView {
  const start = after === undefined ? 0 : placeBehind(sets, readCursor(after));
  const page = sets.slice(start, start + limit);
  const last = page.at(-1);
  return {
    items: page.map((set) => viewSet(set, bytes)),
    total: sets.length,
    ...(last === undefined || start + limit >= sets.length ? {} : { next: cursorOf(last) }),
  };
}

interface Place {
  readonly createdAt: string;
  readonly name: string;
}

function placeBehind(sets: readonly BackupSet[], place: Place): number {
  const found = sets.findIndex(
    (set) => set.createdAt < place.createdAt || (set.createdAt === place.createdAt && set.name > place.name),
  );
  return found < 0 ? sets.length : found;
}

function cursorOf({ createdAt, name }: Place): string {
  return Buffer.from(JSON.stringify([createdAt, name])).toString("base64url");
}

function readCursor(cursor: string): Place {
  try {
    const [createdAt, name] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [unknown, unknown];
    if (typeof createdAt === "string" && typeof name === "string") return { createdAt, name };
  } catch {
    // Said below, as for any other text.
  }
  throw new Fault("invalid-argument", "The place to go on from is not one that this server gave", {
    reason: `after=${cursor}`,
    remedy: "Ask for the first page, without `after`",
  });
}
