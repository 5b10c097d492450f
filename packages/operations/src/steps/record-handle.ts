import { Fault, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { recordObjectName } from "../records/encode-record.ts";
import type { StoredRecord } from "../records/encode-record.ts";
import type { Driver, OperationRecord } from "../records/operation-record.ts";
import { readRecord, replaceRecord } from "../records/store-record.ts";

/**
 * A driver's hold on a record. Every write carries the optimistic lock of the one before; writes are made one after
 * the other. Once another driver has written, every further write is a lost-record Fault.
 */
export interface RecordHandle {
  readonly record: OperationRecord;
  write(change: (record: OperationRecord) => OperationRecord): Promise<void>;
}

/** Takes the record for `driver`: adds one to the epoch by an optimistic-lock write. */
export async function holdRecord(
  kubernetes: KubernetesClient,
  stored: StoredRecord,
  driver: Driver,
): Promise<RecordHandle> {
  const epoch = stored.record.epoch + 1;
  const handle = recordHandle(kubernetes, stored, { driver, epoch });
  await handle.write((record) => ({ ...record, epoch }));
  return handle;
}

interface Ownership {
  readonly driver: Driver;
  readonly epoch: number;
}

function recordHandle(kubernetes: KubernetesClient, first: StoredRecord, owner: Ownership): RecordHandle {
  let stored = first;
  let last: Promise<unknown> = Promise.resolve();

  async function writeNow(change: (record: OperationRecord) => OperationRecord): Promise<void> {
    const wanted = change(stored.record);
    try {
      stored = await replaceRecord(kubernetes, { record: wanted, resourceVersion: stored.resourceVersion });
    } catch (error) {
      if (!isApiError(error, "Conflict", "NotFound")) throw error;
      stored = await adoptOwnWrite(kubernetes, wanted, owner);
    }
  }

  return {
    get record() {
      return stored.record;
    },
    write(change) {
      const write = last.then(() => writeNow(change));
      last = write.catch(() => undefined);
      return write;
    },
  };
}

/**
 * A write whose answer was lost was perhaps made all the same; then the next one conflicts with our own. It is ours
 * when the stored record is what we wanted to write or still has our driver and epoch.
 */
async function adoptOwnWrite(
  kubernetes: KubernetesClient,
  wanted: OperationRecord,
  owner: Ownership,
): Promise<StoredRecord> {
  const found = await readRecord(kubernetes, wanted.id);
  if (JSON.stringify(found.record) === JSON.stringify(wanted)) return found;
  if (!isOurs(found.record, owner)) throw lostRecord(wanted.id);
  try {
    return await replaceRecord(kubernetes, { record: wanted, resourceVersion: found.resourceVersion });
  } catch (error) {
    // Written between our reading and our writing: by whoever has it now.
    throw isApiError(error, "Conflict", "NotFound") ? lostRecord(wanted.id) : error;
  }
}

function isOurs(record: OperationRecord, { driver, epoch }: Ownership): boolean {
  return record.epoch === epoch && record.state.stage === "running" && record.state.driver.id === driver.id;
}

export function lostRecord(id: string): Fault {
  return new Fault("lost-record", `Another program drives operation ${id} now; this one stops.`, {
    reason: "The operation's record was written by somebody else since this program's last write.",
    remedy: `Follow it with \`holdfast operation show ${id}\`.`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
  });
}
