import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord, listRecords } from "../records/store-record.ts";
import { refuseHeld } from "../retention/holds.ts";
import { usableDestination } from "./check-destination.ts";
import { readyVelero } from "./check-velero.ts";
import type { DeletionInput } from "./deletion-operation.ts";
import { deletionKind, findWholeSet } from "./list-sets.ts";
import { occupantOf, occupiedFault, unfinishedDeletion } from "./set-occupant.ts";

const idLength = 6;

export interface DeletionOrder {
  /** The rules of retention want it: they are asked again directly before anything is deleted. */
  readonly byRule?: true;
}

/**
 * Writes the operation that deletes a whole set; drive or follow it. Work on the same set that has not ended is refused,
 * except an unfinished deletion, which is returned to be taken up again.
 * Faults: backup-not-found, locked, backup-held, invalid-argument (made outside Holdfast, or a part of a set), those of
 * the checks on Velero and destination.
 */
export async function deleteBackupSet(
  context: Context,
  name: string,
  order: DeletionOrder = {},
): Promise<OperationRecord> {
  const [velero, set, records] = await Promise.all([
    readyVelero(context),
    findWholeSet(context, name),
    listRecords(context.kubernetes),
  ]);
  refuseOutside(set);
  const everything = records.map((stored) => stored.record);
  // Asked first: a deletion that failed is not taken up again under a restore that has begun since.
  const occupant = occupantOf(set.name, everything);
  if (occupant !== undefined) throw occupiedFault(set.name, occupant);
  const begun = unfinishedDeletion(set.name, everything);
  if (begun !== undefined) return begun;
  await refuseHeld(context, set.name);
  if (set.members.some(({ backup }) => backup !== undefined)) await requireWritable(context, velero.namespace, set);
  const members = set.members.flatMap(({ backup }) =>
    backup === undefined ? [] : [{ name: backup.name, uid: backup.uid }],
  );
  const input: DeletionInput = { set: set.name, veleroNamespace: velero.namespace, members, ...order };
  const id = order.byRule === true ? idByRule(set, everything) : `delete-${context.randomId(idLength)}`;
  const record = newRecord(context, { id, kind: deletionKind, subject: { kind: "backup-set", name: set.name }, input });
  return (await createRecord(context.kubernetes, record)).record;
}

/** Nothing is written for a set that is gone already: it is only taken off the list. */
async function requireWritable(context: Context, veleroNamespace: string, set: BackupSet): Promise<void> {
  const destination = set.destination === undefined ? {} : { name: set.destination };
  await usableDestination(context, veleroNamespace, { ...destination, purpose: "write" });
}

/** Two leaders who decide the same at once come to the same name, so that the second create is refused. */
function idByRule({ name }: BackupSet, records: readonly OperationRecord[]): string {
  const before = `expire-${name}-`;
  const numbers = records
    .filter(({ id }) => id.startsWith(before))
    .map(({ id }) => Number(id.slice(before.length)))
    .filter((number) => Number.isSafeInteger(number));
  // Not their count: records that are over are removed in time, the oldest first.
  return `${before}${Math.max(0, ...numbers) + 1}`;
}

function refuseOutside(set: BackupSet): void {
  if (set.origin === "holdfast") return;
  throw new Fault("invalid-argument", `Backup ${set.name} was made outside Holdfast.`, {
    reason: "Holdfast deletes only what it has made.",
    remedy: `Delete it with the program that made it, for example \`velero backup delete ${set.name}\`.`,
  });
}
