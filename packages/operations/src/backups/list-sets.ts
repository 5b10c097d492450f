import { Fault, operationsNamespace, readSets } from "@holdfast/domain";
import type { BackupSet, WorkOnSets } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { isAtRest } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords } from "../records/store-record.ts";
import { findVelero } from "../velero/find-velero.ts";
import { memberBackupOf } from "./member-backup.ts";
import { findLostSets } from "./remembered-sets.ts";

export const backupKind = "backup";
export const deletionKind = "backup-deletion";

/**
 * All sets in the cluster, newest first; backups made outside Holdfast are listed as such, and those of which nothing is
 * left though they were not deleted here, as damaged. Faults: of findVelero.
 */
export async function listBackupSets(context: Context): Promise<readonly BackupSet[]> {
  return setsIn(context, (await findVelero(context)).namespace);
}

/**
 * The same, of the Velero in this namespace. `without`: as if that operation were not, for the operation itself, which
 * asks how its set would be without it.
 */
export async function setsIn(
  context: Context,
  veleroNamespace: string,
  without?: string,
): Promise<readonly BackupSet[]> {
  const [backups, records] = await Promise.all([
    context.kubernetes.listAll<Backup>(backupType, { namespace: veleroNamespace }),
    readableRecords(context),
  ]);
  const work = workOf(records.filter(({ id }) => id !== without));
  const present = readSets(backups.map(memberBackupOf), work);
  const lost = await findLostSets(context, { namespace: veleroNamespace, present, work });
  return [...present, ...lost].toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
}

/** Faults: backup-not-found, and those of findVelero. */
export async function findBackupSet(context: Context, name: string): Promise<BackupSet> {
  const sets = await listBackupSets(context);
  const found =
    sets.find((set) => set.name === name) ?? sets.find((set) => set.members.some((member) => member.name === name));
  if (found !== undefined) return found;
  throw new Fault("backup-not-found", `There is no backup ${name}.`, {
    reason: `${sets.length} backups were looked at.`,
    remedy:
      "List them with `holdfast backup list`. A store that was only just connected is read by Velero within a minute or two.",
  });
}

/**
 * The set of exactly this name, for what acts on the whole of it. Faults: invalid-argument when it names a part of a
 * set, and those of `findBackupSet`.
 */
export async function findWholeSet(context: Context, name: string): Promise<BackupSet> {
  const set = await findBackupSet(context, name);
  if (set.name === name) return set;
  throw new Fault("invalid-argument", `${name} is one part of the backup ${set.name}.`, {
    reason: `The whole backup is ${set.members.map((member) => member.name).join(", ")}.`,
    remedy: `Name the whole backup if all of it is meant: ${set.name}.`,
  });
}

/** What these operations still make or delete. */
export function workOf(records: readonly OperationRecord[]): WorkOnSets {
  const work = new Map<string, "making" | "deleting">();
  for (const record of records) {
    if (isAtRest(record) || record.subject.kind !== "backup-set") continue;
    if (record.kind === backupKind) work.set(record.subject.name, "making");
    if (record.kind === deletionKind) work.set(record.subject.name, "deleting");
  }
  return work;
}

/** Without the right to read records, nothing is known. */
export async function readableRecords(context: Context): Promise<readonly OperationRecord[]> {
  try {
    return (await listRecords(context.kubernetes)).map((stored) => stored.record);
  } catch (error) {
    // Whoever may see Velero's Backups but not the operations still gets the list.
    if (isApiError(error, "Forbidden")) {
      context.report({ message: `Operations in namespace ${operationsNamespace} cannot be read with these rights` });
      return [];
    }
    throw error;
  }
}
