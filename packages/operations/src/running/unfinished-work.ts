import { Fault, operationsNamespace } from "@holdfast/domain";
import { namespaces } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { listApplications } from "../applications/find-application.ts";
import { withLock } from "../locks/with-lock.ts";
import { recordObjectName } from "../records/encode-record.ts";
import { isChild, isFinished, type OperationRecord } from "../records/operation-record.ts";
import { listRecords } from "../records/store-record.ts";

/**
 * The operations that would be cut off, or could never be brought to an end, without Holdfast and Velero: those that are
 * not over, and those that failed half-way, unless the applications that they left so are gone.
 */
export function unfinishedWork(
  records: readonly OperationRecord[],
  installed: readonly string[],
): readonly OperationRecord[] {
  return records.filter((record) => {
    if (isChild(record)) return false;
    if (record.state.stage !== "failed") return !isFinished(record);
    return record.state.holds.some((held) => held.kind === "instance" || installed.includes(held.slug));
  });
}

/** Faults: locked, naming the first operation that is not over. */
export async function refuseUnfinishedWork(context: Context): Promise<void> {
  const records = (await listRecords(context.kubernetes)).map((stored) => stored.record);
  if (records.length === 0) return;
  const installed = (await listApplications(context)).map((application) => application.slug);
  const [first, ...more] = unfinishedWork(records, installed);
  if (first === undefined) return;
  const { id, kind, state } = first;
  const others = more.length === 0 ? "" : `, and ${more.length} more`;
  throw new Fault("locked", `The ${kind} ${id} is not over${others}; nothing was removed`, {
    reason: state.stage === "failed" ? `it failed: ${state.fault.message}` : `it is ${state.stage}`,
    remedy:
      state.stage === "failed"
        ? `holdfast operation resume ${id}, holdfast restore undo ${id}, or holdfast operation cancel ${id} --give-up; then run the command again`
        : `Wait until it has ended (holdfast operation show ${id}), or holdfast operation resume ${id} if nobody drives it; then run the command again`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
  });
}

/**
 * Runs what removes the ground under all other work: refused while an operation is not over, and with the lock of the
 * whole installation. Without the operations' namespace there is no work, and none is made for the lock.
 */
export async function withNoOtherWork<T>(context: Context, work: string, run: () => Promise<T>): Promise<T> {
  const found = await context.kubernetes.get(namespaces, { name: operationsNamespace });
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) return run();
  const operationId = `${work.split(" ", 1)[0]}-${context.randomId(8)}`;
  return withLock(context, { kind: "instance" }, { operationId, work }, async () => {
    await refuseUnfinishedWork(context);
    return run();
  });
}
