import { consoleMember } from "../backup-set/set-names.ts";
import type { MemberPart } from "../backup-set/backup-set.ts";
import type { KeepReason } from "./decision.ts";
import type { Counted } from "./keep-by-rules.ts";

/**
 * What no rule deletes, of the backups in one destination, the newest first: the newest good full backup, and the newest
 * good one of each application and of the console. Where nothing is good, the best there is. Each destination counts by
 * itself: a backup inside the cluster does not stand for one outside, nor one in a store that cannot be reached.
 */
export function alwaysKept(counted: readonly Counted[]): ReadonlyMap<string, readonly KeepReason[]> {
  const kept = new Map<string, KeepReason[]>();
  const keep = (set: string, reason: KeepReason): void => void kept.set(set, [...(kept.get(set) ?? []), reason]);
  const full = counted.filter(({ set }) => set.scope === "full");
  const newestFull = full.find(({ good }) => good) ?? full.find(({ set }) => set.state === "partial") ?? full[0];
  if (newestFull !== undefined) keep(newestFull.set.name, { kind: "newest-full", good: newestFull.good });
  for (const [set, parts] of newestOfParts(counted, true)) keep(set, { kind: "newest-of", parts, good: true });
  for (const [set, parts] of newestOfParts(counted, false)) keep(set, { kind: "newest-of", parts, good: false });
  return kept;
}

/** The parts of each set that is the newest to hold them. Not good: of parts that only damaged sets hold. */
function newestOfParts(counted: readonly Counted[], good: boolean): ReadonlyMap<string, readonly string[]> {
  const well = newest(counted.filter(({ set }) => set.state === "complete" || set.state === "partial"));
  const chosen = good ? well : new Map([...newest(counted)].filter(([part]) => !well.has(part)));
  const sets = new Map<string, string[]>();
  for (const [part, set] of chosen) sets.set(set, [...(sets.get(set) ?? []), part]);
  return sets;
}

function newest(counted: readonly Counted[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { set } of counted) {
    for (const member of set.members) {
      const name = member.stage === "completed" ? partName(member.part) : undefined;
      if (name !== undefined && !found.has(name)) found.set(name, set.name);
    }
  }
  return found;
}

function partName(part: MemberPart): string | undefined {
  switch (part.kind) {
    case "application":
      return part.slug;
    case "console":
      return consoleMember;
    case "unknown":
      return undefined;
  }
}
