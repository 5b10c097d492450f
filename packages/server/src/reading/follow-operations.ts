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
    const stood = new Map<string, string>();
    for await (const { kind, view } of store.changes(signal)) {
      version += 1;
      const before = stood.get(view.id);
      const stands = standing(view);
      if (kind === "deleted") stood.delete(view.id);
      else stood.set(view.id, stands);
      // Each operation gives a sign of life every few seconds: pages show it, and nothing else depends on it.
      const isBeat = kind !== "deleted" && before === stands;
      hub.publish({ kind: "operations", ids: [view.id] }, isBeat ? "page" : undefined);
      // A set is "running" or "deleting" also while its operation says so.
      if (view.subject.kind === "backup-set") hub.publish({ kind: "backup-sets", names: [view.subject.name] });
    }
  };
  return { store, version: () => version, ended: Promise.all([store.ended, tell()]).then(() => undefined) };
}

/** What the work has come to: all of a record that others than its watchers go by. */
function standing({ state, epoch, journal, cancel }: OperationRecord): string {
  return `${state.stage} ${epoch} ${journal.length} ${cancel?.at ?? ""}`;
}
