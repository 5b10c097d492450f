import type { BackupSet } from "@holdfast/domain";
import { operationSetName } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { findRecord } from "../records/store-record.ts";
import { cancelChild, runChild } from "../steps/run-child.ts";
import type { Job } from "../steps/step.ts";
import type { BackupInput } from "./backup-input.ts";
import { backupOperation } from "./backup-operation.ts";
import { listBackupSets } from "./list-sets.ts";

/** A backup that another operation makes before it changes anything. */
export interface BackupInside {
  /** In the ids of the backups' records: `<operation>-<purpose>-<attempt>`. */
  readonly purpose: "safety" | "backup";
  readonly instance: string;
  /** Asked once per attempt, just before it begins. */
  readonly input: () => Promise<Omit<BackupInput, "set">>;
  /** Whether a whole set of an earlier attempt will still do. */
  readonly isCurrent: (set: BackupSet) => boolean;
}

/** How the last attempt ended: the set, or what became of it. */
export type MadeInside =
  | { readonly kind: "complete"; readonly set: BackupSet }
  | { readonly kind: "not-complete"; readonly name: string; readonly state: string };

/**
 * Makes the backup, or goes on with the one of an earlier try. A set that ended badly or is old by now is left as it is;
 * the next try makes another one, since Velero takes no name twice. Faults: those of the backup.
 */
export async function takeBackupInside(
  job: Job<unknown>,
  { purpose, instance, input, isCurrent }: BackupInside,
  signal: AbortSignal,
): Promise<MadeInside> {
  for (let attempt = 1; ; attempt += 1) {
    const name = operationSetName(instance, job.id, attempt);
    const id = childId(job, purpose, attempt);
    const earlier = await findRecord(job.context.kubernetes, id);
    if (earlier?.record.state.stage === "done") {
      const found = await findSet(job.context, name);
      if (found?.state === "complete" && isCurrent(found)) return { kind: "complete", set: found };
      continue;
    }
    const subject = { kind: "backup-set", name } as const;
    await runChild(job, { definition: backupOperation, id, subject, input: { ...(await input()), set: name } }, signal);
    const made = await findSet(job.context, name);
    return made?.state === "complete"
      ? { kind: "complete", set: made }
      : { kind: "not-complete", name, state: made?.state ?? "gone" };
  }
}

/** Takes back what was made of a backup that has not ended; one that is complete stays. Returns the sets that stay. */
export async function cancelBackupInside(
  job: Job<unknown>,
  purpose: BackupInside["purpose"],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const ended = await cancelChild(job, { definition: backupOperation, id: childId(job, purpose, attempt) }, signal);
    if (ended === undefined) return kept;
    if (ended.state.stage === "done" && ended.subject.kind === "backup-set") kept.push(ended.subject.name);
  }
}

function childId({ id }: Job<unknown>, purpose: string, attempt: number): string {
  return `${id}-${purpose}-${attempt}`;
}

async function findSet(context: Context, name: string): Promise<BackupSet | undefined> {
  return (await listBackupSets(context)).find((set) => set.name === name);
}
