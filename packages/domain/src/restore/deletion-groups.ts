import type { PlannedDeletion } from "./plan-restore.ts";

/** What is deleted at once: each group is gone before the next begins. They follow the deletion phases, lowest first. */
export function deletionGroups(deletions: readonly PlannedDeletion[]): readonly (readonly PlannedDeletion[])[] {
  const phases = [...new Set(deletions.map(phaseOf))].sort((one, other) => one - other);
  return phases.map((phase) => deletions.filter((deletion) => phaseOf(deletion) === phase));
}

function phaseOf({ phase = 0 }: PlannedDeletion): number {
  return phase;
}
