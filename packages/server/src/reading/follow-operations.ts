import { operationsNamespace } from "@holdfast/domain";
import { configMaps, startStore } from "@holdfast/kubernetes";
import type { Store } from "@holdfast/kubernetes";
import { operationRecordSelector, understood } from "@holdfast/operations";
import type { ConfigMap, Context, OperationRecord } from "@holdfast/operations";
import type { ChangeHub } from "./change-hub.ts";

export interface OperationsFollower {
  readonly store: Store<OperationRecord>;
  /** Grows with every change of a record. */
  version(): number;
  readonly ended: Promise<void>;
}

/** Keeps every operation record that this program understands in memory. */
export function followOperations(context: Context, hub: ChangeHub): OperationsFollower {
  const { kubernetes: client, clock, signal } = context;
  let version = 0;
  const store = startStore<ConfigMap, OperationRecord>({
    client,
    type: configMaps,
    query: { namespace: operationsNamespace, labelSelector: operationRecordSelector },
    project: (object) => understood(object)[0]?.record,
    clock,
    signal,
  });
  const tell = async () => {
    for await (const { view } of store.changes(signal)) {
      version += 1;
      hub.publish({ kind: "operations", ids: [view.id] });
      // A set is "running" or "deleting" also while its operation says so.
      if (view.subject.kind === "backup-set") hub.publish({ kind: "backup-sets", names: [view.subject.name] });
    }
  };
  return { store, version: () => version, ended: Promise.all([store.ended, tell()]).then(() => undefined) };
}
