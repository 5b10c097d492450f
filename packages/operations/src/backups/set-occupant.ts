import { Fault } from "@holdfast/domain";
import { isAtRest, isChild, isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { halfDone, setsOf } from "../restores/half-done.ts";
import { deletionKind } from "./list-sets.ts";

/** The work that a set cannot be deleted for now. */
export interface Occupant {
  /** needed: it failed half-way, and may have deleted what only this set can bring back. */
  readonly kind: "in-use" | "needed";
  readonly record: OperationRecord;
}

/** Other work than its deletion. */
export function occupantOf(name: string, records: readonly OperationRecord[]): Occupant | undefined {
  const concerned = records.filter(
    (record) =>
      record.kind !== deletionKind && !isChild(record) && !isFinished(record) && setsOf(record, records).includes(name),
  );
  const working = concerned.find((record) => !isAtRest(record));
  if (working !== undefined) return { kind: "in-use", record: working };
  const needing = concerned.find((record) => halfDone(record).length > 0);
  return needing === undefined ? undefined : { kind: "needed", record: needing };
}

/** A deletion of the set that has not ended, a failed one included. */
export function unfinishedDeletion(name: string, records: readonly OperationRecord[]): OperationRecord | undefined {
  return records.find(
    (record) =>
      record.kind === deletionKind &&
      !isFinished(record) &&
      record.subject.kind === "backup-set" &&
      record.subject.name === name,
  );
}

export function describeOccupant({ kind, record }: Occupant): string {
  return kind === "needed"
    ? `${record.kind} ${record.id} failed half-way and may still need it`
    : `${record.kind} ${record.id} works with it`;
}

export function occupiedFault(name: string, { kind, record }: Occupant): Fault {
  return kind === "needed" ? needed(name, record) : inUse(name, record);
}

function inUse(name: string, record: OperationRecord): Fault {
  return new Fault("locked", `Backup ${name} is in use: ${record.kind} ${record.id} has not ended.`, {
    reason: `Started by ${record.requestedBy} at ${record.createdAt}.`,
    remedy: `Wait until it has ended: \`holdfast operation show ${record.id}\`.`,
  });
}

function needed(name: string, { id, kind }: OperationRecord): Fault {
  return new Fault("locked", `Backup ${name} is still needed: ${kind} ${id} failed half-way.`, {
    reason: "It may have deleted what only this backup can bring back.",
    remedy: `Go on with it: \`holdfast operation resume ${id}\`, or undo it: \`holdfast restore undo ${id}\`. If nothing is to come back: \`holdfast operation cancel ${id} --give-up\`.`,
    where: `operation ${id}`,
  });
}
