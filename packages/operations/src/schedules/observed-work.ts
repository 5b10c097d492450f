import { labels, operationsNamespace } from "@holdfast/domain";
import type { ScheduleScope } from "@holdfast/domain";
import { startStore } from "@holdfast/kubernetes";
import type { Store } from "@holdfast/kubernetes";
import type { BackupInput } from "../backups/backup-input.ts";
import { backupKind } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { lockSilenceSeconds } from "../locks/keep-lock.ts";
import { decodeLock, describeSubject, isSameSubject } from "../locks/lock.ts";
import type { HeldLock, LockSubject } from "../locks/lock.ts";
import { configMapType, recordObjectName } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { isChild, isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { understood } from "../records/store-record.ts";

type Seen =
  | { readonly kind: "lock"; readonly lock: HeldLock; readonly seenAt: number }
  | { readonly kind: "operation"; readonly record: OperationRecord };

/** Other work in the cluster, from memory. */
export interface ObservedWork {
  readonly store: Store<Seen>;
  /** Why a backup of this scope must not begin now. */
  obstacle(scope: ScheduleScope): string | undefined;
  /** Without the results of its steps; undefined when it is not known here. */
  record(id: string): OperationRecord | undefined;
  /** How long a process has been silent cannot be told over a jump of the clock: it counts from now. */
  clockMoved(): void;
}

/** Follows locks and operations until the context's signal. */
export function observeWork(context: Context): ObservedWork {
  const { clock, signal } = context;
  const store = startStore<ConfigMap, Seen>({
    client: context.kubernetes,
    type: configMapType,
    query: { namespace: operationsNamespace, labelSelector: `${labels.record} in (lock,operation)` },
    project: (object) => seen(object, clock.now()),
    clock,
    signal,
  });
  let countsFrom = clock.now();
  return {
    store,
    obstacle: (scope) => findObstacle(store.current(), scope, { now: clock.now(), countsFrom }),
    clockMoved: () => (countsFrom = clock.now()),
    record: (id) => {
      const found = store.get({ name: recordObjectName(id), namespace: operationsNamespace });
      return found?.kind === "operation" ? found.record : undefined;
    },
  };
}

function seen(object: ConfigMap, now: number): Seen | undefined {
  if (object.metadata.labels?.[labels.record] === "lock")
    return { kind: "lock", lock: decodeLock(object), seenAt: now };
  const [stored] = understood(object);
  if (stored === undefined || isChild(stored.record)) return undefined;
  return { kind: "operation", record: withoutResults(stored.record) };
}

/** Results of steps may be large, and nobody asks for them here. */
function withoutResults(record: OperationRecord): OperationRecord {
  return { ...record, soFar: {}, journal: record.journal.map((entry) => ({ ...entry, result: null })) };
}

interface Time {
  readonly now: number;
  /** Silence before it is not counted. */
  readonly countsFrom: number;
}

function findObstacle(all: readonly Seen[], scope: ScheduleScope, time: Time): string | undefined {
  const records = new Map(
    all.flatMap((one) => (one.kind === "operation" ? [[one.record.id, one.record] as const] : [])),
  );
  for (const one of all) {
    if (one.kind === "lock") {
      const { subject, holder } = one.lock;
      if (!concerns(subject, scope) || isAbandoned(one, records, time)) continue;
      return `${describeSubject(subject)} is in use: ${holder.work}, since ${holder.takenAt}.`;
    }
    const about = aboutToLock(one.record, time.now).find((subject) => concerns(subject, scope));
    if (about !== undefined)
      return `${describeSubject(about)} is about to be in use: ${one.record.kind} ${one.record.id}.`;
  }
  return undefined;
}

function concerns(subject: LockSubject, scope: ScheduleScope): boolean {
  return subject.kind === "instance" || scope.kind === "instance" || subject.slug === scope.slug;
}

/** What whoever takes locks would take over: its operation is over, or its process fell silent. */
function isAbandoned(
  { lock, seenAt }: Extract<Seen, { kind: "lock" }>,
  records: ReadonlyMap<string, OperationRecord>,
  { now, countsFrom }: Time,
): boolean {
  switch (lock.holder.keptBy) {
    case "record": {
      const record = records.get(lock.holder.root);
      if (record === undefined || isFinished(record)) return true;
      return record.state.stage === "failed" && !record.state.holds.some((held) => isSameSubject(held, lock.subject));
    }
    case "process":
      return now - Math.max(Math.min(seenAt, now), countsFrom) > lockSilenceSeconds * 1000;
  }
}

/** One that has not taken its locks by then has no driver. */
const takesLocksWithinMilliseconds = 120_000;

/** What an operation that was just written has not locked yet. */
function aboutToLock(
  { createdAt, state, kind, input, subject, journal }: OperationRecord,
  now: number,
): readonly LockSubject[] {
  if ((state.stage !== "pending" && state.stage !== "running") || journal.length > 0) return [];
  if (Math.abs(now - Date.parse(createdAt)) > takesLocksWithinMilliseconds) return [];
  switch (subject.kind) {
    case "instance":
    case "application":
      return [subject];
    case "applications":
      return subject.slugs.map(application);
    case "backup-set":
      return kind === backupKind ? (input as BackupInput).slugs.map(application) : [];
  }
}

function application(slug: string): LockSubject {
  return { kind: "application", slug };
}
