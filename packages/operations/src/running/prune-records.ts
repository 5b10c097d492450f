import { operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType, operationRecordSelector, recordObjectName } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { understood } from "../records/store-record.ts";
import { listLedgers } from "../schedules/ledger-record.ts";

const keptOperations = 200;
const keptDays = 90;
const dayMilliseconds = 24 * 3600 * 1000;
/** Of these nothing is lost with the record: the Velero Backup tells it, or nothing is left to tell. */
const toldElsewhere: readonly string[] = ["backup", "backup-deletion"];

/**
 * The finished operations whose records go: all but the newest ones, and of restores and upgrades those of the last months.
 * A record goes with all records inside it; one that has not finished stays, however old.
 */
export function expendableRecords(records: readonly OperationRecord[], now: number): readonly string[] {
  const roots = records
    .filter((record) => record.id === record.root)
    .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  const isYoung = ({ createdAt }: OperationRecord): boolean => now - Date.parse(createdAt) < keptDays * dayMilliseconds;
  const expendable = roots
    .slice(keptOperations)
    .filter((record) => isFinished(record) && (toldElsewhere.includes(record.kind) || !isYoung(record)));
  const kept = new Set(roots.filter((record) => !expendable.includes(record)).map(({ id }) => id));
  // Also those whose root went when a pruning was cut off.
  return records.filter(({ root }) => !kept.has(root)).map(({ id }) => id);
}

/**
 * The sets of times that a schedule has taken up and not yet written as begun: whether their records exist decides
 * whether they are begun. Asked for after the records were listed, so that none is missed.
 */
async function waitedForSets(kubernetes: KubernetesClient): Promise<ReadonlySet<string>> {
  const ledgers = await listLedgers(kubernetes);
  return new Set(ledgers.flatMap(({ ledger }) => (ledger.due === undefined ? [] : [ledger.due.set])));
}

/** Deletes the records that nobody needs any more. Safe to run at any time, by several at once. */
export async function pruneRecords(context: Context): Promise<void> {
  const { kubernetes } = context;
  const query = { namespace: operationsNamespace, labelSelector: operationRecordSelector };
  const objects = await kubernetes.listAll<ConfigMap>(configMapType, query);
  const records = objects.flatMap((object) => understood(object)).map(({ record }) => record);
  const waited = await waitedForSets(kubernetes);
  const ids = expendableRecords(records, context.clock.now()).filter((id) => !waited.has(id));
  const expendable = new Set(ids.map(recordObjectName));
  for (const { metadata } of objects) {
    if (!expendable.has(metadata.name)) continue;
    try {
      await kubernetes.delete(
        configMapType,
        { name: metadata.name, namespace: operationsNamespace },
        { uid: metadata.uid ?? "" },
      );
    } catch (error) {
      if (!isApiError(error, "Conflict", "NotFound")) throw error;
    }
  }
}
