import { Fault } from "@holdfast/domain";
import type { BackupSet, RestoreReport } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Reading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { isChild } from "../records/operation-record.ts";
import type { OperationRecord, OperationState, Subject } from "../records/operation-record.ts";
import { listRecords } from "../records/store-record.ts";
import { isAttemptOf, listVeleroRestores, showVeleroRestore } from "./list-restores.ts";
import type { RestoreDetail, RestoreSummary } from "./list-restores.ts";
import { reportOf } from "./restored-report.ts";
import { stagesOf } from "./restore-stages.ts";
import type { RestoreStage } from "./restore-stages.ts";
import { undoState } from "./undo-state.ts";
import type { UndoState } from "./undo-state.ts";
import { findWaitingPods } from "./waiting-pods.ts";
import type { WaitingPod } from "./waiting-pods.ts";

/** Kinds of operations that bring something back. */
const restoringKinds: readonly string[] = ["restore", "copy", "restore-claim"];

export type RestoreEntry =
  | {
      readonly origin: "operation";
      readonly name: string;
      readonly kind: string;
      readonly of: Subject;
      readonly set?: string;
      readonly requestedBy: string;
      readonly createdAt: string;
      readonly state: OperationState;
      readonly undo: UndoState;
    }
  /** A Velero Restore of which no operation is known: made outside Holdfast, or its operation's record is gone. */
  | { readonly origin: "velero"; readonly name: string; readonly createdAt: string; readonly restore: RestoreSummary };

/** A part of a restore: an application, the console, or the snapshot before it. */
export interface RestorePartView {
  readonly operation: string;
  readonly kind: string;
  readonly of: Subject;
  readonly state: OperationState;
  readonly stages: readonly RestoreStage[];
  /** What was compared at its end; absent while it was not. */
  readonly report?: RestoreReport;
}

export interface RestoreView {
  readonly entry: RestoreEntry;
  readonly stages: readonly RestoreStage[];
  readonly parts: readonly RestorePartView[];
  /** Of a copy: what was compared at its end. */
  readonly report?: RestoreReport;
  /** Pods that Velero restored and that a restart of their node would hold up. */
  readonly waitingPods: Reading<readonly WaitingPod[]>;
  /** Velero's side of it: the last attempt of each part. */
  readonly velero: readonly RestoreDetail[];
}

/** Every restore that is known, newest first: who, when, from what, and how it ended. Faults: of findVelero. */
export async function listRestores(context: Context): Promise<readonly RestoreEntry[]> {
  const [records, sets, restores] = await Promise.all([
    readableRecords(context),
    listBackupSets(context),
    listVeleroRestores(context),
  ]);
  const operations = records.filter(isRestore);
  const others = restores.filter((restore) => !operations.some(({ id }) => isAttemptOf(restore, id)));
  return [
    ...operations.map((record) => entryOf(record, { records, sets })),
    ...others.map((restore) => veleroEntry(restore)),
  ].toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
}

/** By the operation's id, or by a Velero Restore's name. Faults: restore-not-found, of findVelero. */
export async function showRestore(context: Context, name: string): Promise<RestoreView> {
  const [records, sets, restores] = await Promise.all([
    readableRecords(context),
    listBackupSets(context),
    listVeleroRestores(context),
  ]);
  const record = records.find(({ id }) => id === name);
  const root = record === undefined ? undefined : records.find(({ id }) => id === record.root);
  if (root !== undefined && isRestore(root)) {
    const attempts = latestOfEach(restores.filter((restore) => isAttemptOf(restore, root.id)));
    const report = reportOf(root);
    return {
      entry: entryOf(root, { records, sets }),
      stages: root.kind === "restore" ? stagesOf(root, ["check", "safety", "confirm", "finish"]) : [],
      parts: partsOf(root, records),
      ...(report === undefined ? {} : { report }),
      waitingPods: await findWaitingPods(
        context,
        attempts.map((restore) => restore.name),
      ),
      velero: await Promise.all(attempts.map((restore) => showVeleroRestore(context, restore.name))),
    };
  }
  const restore = restores.find((one) => one.name === name);
  if (restore === undefined) throw notFound(name);
  return {
    entry: veleroEntry(restore),
    stages: [],
    parts: [],
    waitingPods: await findWaitingPods(context, [name]),
    velero: [await showVeleroRestore(context, name)],
  };
}

function isRestore(record: OperationRecord): boolean {
  return !isChild(record) && restoringKinds.includes(record.kind);
}

interface Known {
  readonly records: readonly OperationRecord[];
  readonly sets: readonly BackupSet[];
}

function entryOf(record: OperationRecord, known: Known): RestoreEntry {
  const { id: name, kind, subject: of, requestedBy, createdAt, state, input } = record;
  const { set } = (input ?? {}) as { readonly set?: unknown };
  return {
    origin: "operation",
    name,
    kind,
    of,
    ...(typeof set === "string" ? { set } : {}),
    requestedBy,
    createdAt,
    state,
    undo: kind === "restore" ? undoState(record, known) : { kind: "cannot", reason: `it is a ${kind}` },
  };
}

function veleroEntry(restore: RestoreSummary): RestoreEntry {
  return { origin: "velero", name: restore.name, createdAt: restore.createdAt, restore };
}

function partsOf(root: OperationRecord, records: readonly OperationRecord[]): readonly RestorePartView[] {
  return records
    .filter(({ parent }) => parent?.id === root.id)
    .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt))
    .map(partOf);
}

function partOf(record: OperationRecord): RestorePartView {
  const report = reportOf(record);
  return {
    operation: record.id,
    kind: record.kind,
    of: record.subject,
    state: record.state,
    stages: record.kind === "backup" ? [] : stagesOf(record, ["check", "stop and delete", "restore", "verify"]),
    ...(report === undefined ? {} : { report }),
  };
}

function latestOfEach(restores: readonly RestoreSummary[]): readonly RestoreSummary[] {
  const latest = new Map<string, RestoreSummary>();
  for (const restore of restores) {
    const key = restore.operation ?? restore.name;
    const known = latest.get(key);
    if (known === undefined || known.createdAt <= restore.createdAt) latest.set(key, restore);
  }
  return [...latest.values()];
}

/** Whoever may see Velero's Restores but not the operations still gets the list. */
async function readableRecords(context: Context): Promise<readonly OperationRecord[]> {
  try {
    return (await listRecords(context.kubernetes)).map(({ record }) => record);
  } catch (error) {
    if (isApiError(error, "Forbidden")) return [];
    throw fromApiError(error);
  }
}

function notFound(name: string): Fault {
  return new Fault("restore-not-found", `There is no restore ${name}.`, {
    remedy: "List them with `holdfast restore list`. Velero deletes a restore along with its backup.",
  });
}
