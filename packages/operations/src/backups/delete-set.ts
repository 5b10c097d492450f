import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { isAtRest, isChild, isFinished } from "../records/operation-record.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord, listRecords } from "../records/store-record.ts";
import { halfDone, setsOf } from "../restores/half-done.ts";
import { usableDestination } from "./check-destination.ts";
import { readyVelero } from "./check-velero.ts";
import type { DeletionInput } from "./deletion-operation.ts";
import { deletionKind, findWholeSet } from "./list-sets.ts";

const idLength = 6;

/**
 * Writes the operation that deletes a whole set; drive or follow it. Work on the same set that has not ended is refused,
 * except an unfinished deletion, which is returned to be taken up again.
 * Faults: backup-not-found, locked, invalid-argument (made outside Holdfast, or a part of a set), those of the checks on Velero and
 * destination.
 */
export async function deleteBackupSet(context: Context, name: string): Promise<OperationRecord> {
  const [velero, set, records] = await Promise.all([
    readyVelero(context),
    findWholeSet(context, name),
    listRecords(context.kubernetes),
  ]);
  refuseOutside(set);
  const everything = records.map((stored) => stored.record);
  const concerned = everything.filter(
    (record) => !isChild(record) && !isFinished(record) && setsOf(record, everything).includes(set.name),
  );
  const own = concerned.filter(({ subject }) => subject.kind === "backup-set" && subject.name === set.name);
  const deletion = own.find((record) => record.kind === deletionKind);
  if (deletion !== undefined) return deletion;
  const other = concerned.find((record) => !isAtRest(record));
  if (other !== undefined) throw inUse(set, other);
  const needing = concerned.find((record) => halfDone(record).length > 0);
  if (needing !== undefined) throw needed(set, needing);
  const destination = set.destination === undefined ? {} : { name: set.destination };
  await usableDestination(context, velero.namespace, { ...destination, purpose: "write" });
  const members = set.members.flatMap(({ backup }) =>
    backup === undefined ? [] : [{ name: backup.name, uid: backup.uid }],
  );
  const input: DeletionInput = { set: set.name, veleroNamespace: velero.namespace, members };
  return (await createRecord(context.kubernetes, deletionRecord(context, input))).record;
}

function deletionRecord(context: Context, input: DeletionInput): OperationRecord {
  const id = `delete-${context.randomId(idLength)}`;
  return newRecord(context, { id, kind: deletionKind, subject: { kind: "backup-set", name: input.set }, input });
}

function refuseOutside(set: BackupSet): void {
  if (set.origin === "holdfast") return;
  throw new Fault("invalid-argument", `Backup ${set.name} was made outside Holdfast.`, {
    reason: "Holdfast deletes only what it has made.",
    remedy: `Delete it with the program that made it, for example \`velero backup delete ${set.name}\`.`,
  });
}

function inUse(set: BackupSet, record: OperationRecord): Fault {
  return new Fault("locked", `Backup ${set.name} is in use: ${record.kind} ${record.id} has not ended.`, {
    reason: `Started by ${record.requestedBy} at ${record.createdAt}.`,
    remedy: `Wait until it has ended: \`holdfast operation show ${record.id}\`.`,
  });
}

function needed(set: BackupSet, { id, kind }: OperationRecord): Fault {
  return new Fault("locked", `Backup ${set.name} is still needed: ${kind} ${id} failed half-way.`, {
    reason: "It may have deleted what only this backup can bring back.",
    remedy: `Go on with it: \`holdfast operation resume ${id}\`, or undo it: \`holdfast restore undo ${id}\`. If nothing is to come back: \`holdfast operation cancel ${id} --give-up\`.`,
    where: `operation ${id}`,
  });
}
