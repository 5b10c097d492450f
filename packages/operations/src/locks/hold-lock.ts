import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { findRecord } from "../records/store-record.ts";
import { lockSilenceSeconds } from "./keep-lock.ts";
import {
  configMapType,
  decodeLock,
  describeSubject,
  encodeLock,
  isSameSubject,
  lockName,
  lockSelector,
} from "./lock.ts";
import type { HeldLock, LockHolder, LockSubject } from "./lock.ts";

/** "taken" must be released by who took it; "inherited" belongs to the root operation. */
export type TakenLock =
  | { readonly kind: "taken"; readonly lock: HeldLock }
  | { readonly kind: "inherited"; readonly lock: HeldLock };

/** Who wants a lock. */
interface LockWish extends LockHolder {
  /** The failed operation that this one makes good; its lock is taken over. */
  readonly insteadOf?: string;
}

/**
 * Takes a lock; the create is the check. May be called again by the same root operation (then it is inherited).
 * A lock of an operation that is over, or of a process that fell silent, is taken over.
 * Faults: locked, with who holds it and since when.
 */
export async function takeLock(context: Context, subject: LockSubject, wish: LockWish): Promise<TakenLock> {
  const { insteadOf, ...holder } = wish;
  const created = await createLock(context.kubernetes, subject, holder);
  if (created !== undefined) return { kind: "taken", lock: await standAgainstOthers(context, created, insteadOf) };
  const found = await readLock(context.kubernetes, subject);
  if (found === undefined) return takeLock(context, subject, wish);
  if (found.holder.root === holder.root) return inherit(context, found, insteadOf);
  if (found.holder.root === insteadOf && (await isOver(context, insteadOf)))
    return { kind: "taken", lock: await replaceHolder(context, found, holder) };
  if (!(await isAbandoned(context, found))) throw lockedFault(found);
  await removeLock(context.kubernetes, found);
  return takeLock(context, subject, wish);
}

/**
 * An earlier try may have created the lock and failed before it looked for others: so it looks now. Who came later sees
 * this lock and steps back by itself.
 */
async function inherit(context: Context, lock: HeldLock, insteadOf?: string): Promise<TakenLock> {
  if (lock.holder.keptBy === "record") {
    const earlier = (await listLocks(context.kubernetes)).filter(
      (other) => excludes(lock, other) && other.createdAt <= lock.createdAt && other.holder.root !== insteadOf,
    );
    for (const rival of earlier) if (!(await isAbandoned(context, rival))) throw lockedFault(rival);
  }
  return { kind: "inherited", lock };
}

/** A failed operation that is resumed meanwhile works under its locks again: they cannot be taken over. */
async function isOver({ kubernetes }: Context, root: string): Promise<boolean> {
  const record = (await findRecord(kubernetes, root))?.record;
  return record === undefined || record.state.stage === "failed" || isFinished(record);
}

/**
 * Refuses early what is locked by an operation that has not ended, so that nothing is written for work that cannot
 * begin. Locks of processes are left to `takeLock`, which looks whether the process still lives. Faults: locked.
 */
export async function refuseLocked(
  context: Context,
  subjects: readonly LockSubject[],
  /** Operations whose locks do not stand in the way. */
  own: readonly string[] = [],
): Promise<void> {
  const names = new Set(subjects.map(lockName));
  for (const lock of await listLocks(context.kubernetes)) {
    const matters = names.has(lockName(lock.subject)) || lock.subject.kind === "instance";
    if (!matters || lock.holder.keptBy === "process" || own.includes(lock.holder.root)) continue;
    if (!(await isAbandoned(context, lock))) throw lockedFault(lock);
  }
}

/** In one write, so that nobody comes in between. */
async function replaceHolder({ kubernetes }: Context, found: HeldLock, holder: LockHolder): Promise<HeldLock> {
  const { resourceVersion } = found;
  const { metadata, ...object } = encodeLock(found.subject, holder);
  const next = { ...object, metadata: { ...metadata, resourceVersion } };
  return decodeLock(await kubernetes.replace<ConfigMap>(configMapType, next));
}

/**
 * Gives a lock that was taken over back to the operation that had it, which is failed and still answers for it. Safe to
 * run again; where that operation is over or goes on, nothing is done.
 */
export async function giveLockBack(
  context: Context,
  subject: LockSubject,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const found = await readLock(context.kubernetes, subject);
  const former = (await findRecord(context.kubernetes, to))?.record;
  if (found?.holder.root !== from || former?.state.stage !== "failed" || !holds(former, subject)) return;
  const { requestedBy, createdAt } = former;
  const work = `${former.kind} ${to}, which failed half-way`;
  await replaceHolder(context, found, { root: to, work, requestedBy, keptBy: "record", takenAt: createdAt });
}

/** Lets go of a lock of this root operation; a lock that is gone or somebody else's is left alone. */
export async function releaseLock(kubernetes: KubernetesClient, subject: LockSubject, root: string): Promise<void> {
  const found = await readLock(kubernetes, subject);
  if (found?.holder.root === root) await removeLock(kubernetes, found);
}

/** @internal Exported for tests. */
export async function listLocks(kubernetes: KubernetesClient): Promise<readonly HeldLock[]> {
  const query = { namespace: operationsNamespace, labelSelector: lockSelector };
  return (await kubernetes.listAll<ConfigMap>(configMapType, query)).map((object) => decodeLock(object));
}

async function createLock(
  kubernetes: KubernetesClient,
  subject: LockSubject,
  holder: LockHolder,
): Promise<HeldLock | undefined> {
  try {
    const object = encodeLock(subject, holder);
    return decodeLock(
      await inOperationsNamespace(kubernetes, () => kubernetes.create<ConfigMap>(configMapType, object)),
    );
  } catch (error) {
    if (isApiError(error, "AlreadyExists")) return undefined;
    throw error;
  }
}

/**
 * Create first, look second: of two who take the instance and an application at the same time, at least one sees the
 * other and steps back.
 */
async function standAgainstOthers(context: Context, mine: HeldLock, insteadOf?: string): Promise<HeldLock> {
  const others = await listLocks(context.kubernetes);
  const rivals = others.filter((other) => excludes(mine, other));
  for (const rival of rivals) {
    if (rival.holder.root === insteadOf && (await isOver(context, insteadOf))) continue;
    if (await isAbandoned(context, rival)) {
      await removeLock(context.kubernetes, rival);
      continue;
    }
    await removeLock(context.kubernetes, mine);
    throw lockedFault(rival);
  }
  return mine;
}

function excludes(mine: HeldLock, other: HeldLock): boolean {
  return mine.subject.kind !== other.subject.kind && mine.holder.root !== other.holder.root;
}

async function readLock(kubernetes: KubernetesClient, subject: LockSubject): Promise<HeldLock | undefined> {
  const object = await kubernetes.get<ConfigMap>(configMapType, {
    name: lockName(subject),
    namespace: operationsNamespace,
  });
  return object === undefined ? undefined : decodeLock(object);
}

/** The uid makes sure that a successor's lock is never removed. */
async function removeLock(kubernetes: KubernetesClient, lock: HeldLock): Promise<void> {
  try {
    await kubernetes.delete(
      configMapType,
      { name: lockName(lock.subject), namespace: operationsNamespace },
      { uid: lock.uid },
    );
  } catch (error) {
    if (!isApiError(error, "Conflict")) throw error;
  }
}

async function isAbandoned(context: Context, lock: HeldLock): Promise<boolean> {
  switch (lock.holder.keptBy) {
    case "record": {
      const stored = await findRecord(context.kubernetes, lock.holder.root);
      return stored === undefined || !holds(stored.record, lock.subject);
    }
    case "process":
      return isSilent(context, lock);
  }
}

/** As long as it may go on; when it failed, only what it left half done. */
function holds(record: OperationRecord, subject: LockSubject): boolean {
  if (record.state.stage !== "failed") return !isFinished(record);
  return record.state.holds.some((held) => isSameSubject(held, subject));
}

/** Watches the lock by this machine's own clock: a clock of another machine proves nothing. */
async function isSilent(context: Context, lock: HeldLock): Promise<boolean> {
  const until = context.clock.now() + lockSilenceSeconds * 1000;
  while (context.clock.now() < until) {
    context.report({ message: `Waiting for ${lock.holder.work} to end or to give a sign of life` });
    await context.clock.sleep(1000, context.signal);
    const now = await readLock(context.kubernetes, lock.subject);
    if (now === undefined || now.uid !== lock.uid) return true;
    if (now.resourceVersion !== lock.resourceVersion) return false;
  }
  return true;
}

function lockedFault(lock: HeldLock): Fault {
  const { holder } = lock;
  const remedy =
    holder.keptBy === "record"
      ? `Wait until it has ended (\`holdfast operation show ${holder.root}\`). If nobody drives it, or it failed half-way: \`holdfast operation resume ${holder.root}\`; to end it: \`holdfast operation cancel ${holder.root}\`.`
      : "Wait until it has ended, then try again.";
  return new Fault("locked", `${describeSubject(lock.subject)} is in use: ${holder.work}.`, {
    reason: `Started by ${holder.requestedBy} at ${holder.takenAt}.`,
    remedy,
    where: `ConfigMap ${operationsNamespace}/${lockName(lock.subject)}`,
  });
}
