import { labels, readSets } from "@holdfast/domain";
import type { BackupSet, EndedOutcome, RunFacts } from "@holdfast/domain";
import { backupType, labelValueOf } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import type { BackupInput } from "../backups/backup-input.ts";
import { memberBackupOf } from "../backups/member-backup.ts";
import type { Context } from "../context.ts";
import type { OperationRecord } from "../records/operation-record.ts";

/** Steps of a backup before Velero is asked for anything. */
const stepsBefore: readonly string[] = ["prepare", "await-velero-discovery"];

/** What became of the backup that a record makes. Without one, nobody knows any more. */
export async function runOf(context: Context, record: OperationRecord | undefined): Promise<RunFacts> {
  if (record === undefined) {
    return ended({ kind: "unknown", reason: "The record of the operation is gone." });
  }
  const { state } = record;
  switch (state.stage) {
    case "pending":
    case "running":
    case "stopped":
      return { kind: "going" };
    case "failed": {
      const reason = state.fault.message;
      if (stepsBefore.includes(state.step)) return { kind: "not-begun", reason };
      return ended({ kind: "failed", at: state.at, reason });
    }
    case "cancelled":
      return ended({ kind: "cancelled", at: state.at, reason: `Cancelled by ${state.by}: ${state.left}.` });
    case "done":
      return ended(await outcomeOfSet(context, record, state.at));
  }
}

function ended(outcome: EndedOutcome): RunFacts {
  return { kind: "ended", outcome };
}

/** By the Velero Backups that were made. */
async function outcomeOfSet(context: Context, { id, input }: OperationRecord, at: string): Promise<EndedOutcome> {
  const { veleroNamespace } = input as BackupInput;
  const query = { namespace: veleroNamespace, labelSelector: `${labels.set}=${labelValueOf(id)}` };
  const backups = await context.kubernetes.listAll<Backup>(backupType, query);
  const set = readSets(backups.map(memberBackupOf), new Map()).find(({ name }) => name === id);
  if (set === undefined) return { kind: "unknown", reason: "Its Velero Backups are gone." };
  if (set.state === "complete") return { kind: "complete", at };
  const none = set.members.every(({ stage }) => stage !== "completed");
  return { kind: none ? "failed" : "partial", at, reason: whatFailed(set) };
}

function whatFailed(set: BackupSet): string {
  const bad = set.members.filter(({ stage }) => stage !== "completed");
  const named = bad.map(({ name, backup }) => {
    const why = backup?.failure === undefined ? "" : ` (${backup.failure})`;
    return `${name} is ${backup?.phase ?? "absent"}${why}`;
  });
  return `${named.join("; ")}.`;
}
