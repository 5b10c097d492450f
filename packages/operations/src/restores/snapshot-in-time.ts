import { Fault } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Job } from "../steps/step.ts";

/** What a safety step leaves behind; no set where none is taken. */
export type SafetyResult = TakenSnapshot | { readonly set: null };

export interface TakenSnapshot {
  readonly set: string;
  /** When it was complete, RFC 3339. */
  readonly takenAt: string;
  /** The drive that took it. */
  readonly epoch: number;
}

const longestMinutes = 15;

export function isTooOld({ context }: Job<unknown>, takenAt: string): boolean {
  return context.clock.now() - Date.parse(takenAt) >= longestMinutes * 60_000;
}

/**
 * Directly before the first delete: what is deleted must be in a snapshot to go back to. The drive that took it goes
 * straight on; a later one may come after days in which nothing was locked and the application wrote. Faults:
 * plan-changed.
 */
export async function requireSnapshotInTime(job: Job<unknown>, taken: SafetyResult): Promise<void> {
  if (taken.set === null) return;
  const { set, takenAt, epoch } = taken;
  const found = (await listBackupSets(job.context)).find(({ name }) => name === set);
  if (found?.state !== "complete") throw outdated(job, set, `${set} is ${found?.state ?? "gone"}.`);
  if (epoch !== job.epoch && isTooOld(job, takenAt)) {
    throw outdated(job, set, `${set} was taken at ${takenAt}; what was written since then is not in it.`);
  }
}

function outdated({ root }: Job<unknown>, set: string, reason: string): Fault {
  return new Fault("plan-changed", "There is no safety snapshot of what is there now; nothing was deleted.", {
    reason,
    remedy: `Start a new restore, which takes a new snapshot; end this one with \`holdfast operation cancel ${root}\`.`,
    where: `backup ${set}`,
  });
}
