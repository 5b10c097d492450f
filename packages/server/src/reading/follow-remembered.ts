import { lostSets } from "@holdfast/domain";
import type { BackupSet, RememberedSet, WorkOnSets } from "@holdfast/domain";
import { configMaps, startStore } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { rememberedIn, setsLedger, storeOf } from "@holdfast/operations";
import type { ConfigMap, Context } from "@holdfast/operations";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";

interface Destination {
  readonly namespace: string;
  readonly name: string;
  readonly store: string;
}

export interface RememberedFollower {
  /** Those that were made here and of which nothing is left, though nobody here deleted them. */
  lost(question: LostQuestion): readonly BackupSet[];
  /** Another text when a set came or went, or a destination became another store. */
  version(): string;
}

interface LostQuestion {
  readonly veleroNamespace: string;
  readonly present: readonly BackupSet[];
  readonly work: WorkOnSets;
}

/**
 * Keeps in memory which sets were made here. Nobody waits for it: until it is known, and where it may not be read, no set
 * is said to be lost. Pages hear of it with the Backups that vanish.
 */
export function followRemembered(context: Context): RememberedFollower {
  const { kubernetes: client, clock, signal } = context;
  const common = { client, clock, signal };
  const { name, namespace } = setsLedger;
  const ledger = startStore<ConfigMap, readonly RememberedSet[]>({
    ...common,
    type: configMaps,
    query: { namespace, fieldSelector: `metadata.name=${name}` },
    project: rememberedIn,
  });
  const destinations = startStore<BackupStorageLocation & KubernetesObject, Destination>({
    ...common,
    type: backupStorageLocationType,
    project: (location) => ({
      namespace: location.metadata.namespace ?? "",
      name: location.metadata.name,
      store: storeOf(location),
    }),
  });
  const remembered = (): readonly RememberedSet[] => ledger.current().flat();
  return {
    version: () =>
      `${remembered().length} ${destinations
        .current()
        .map(({ store }) => store)
        .join(" ")}`,
    lost({ veleroNamespace, present, work }) {
      const here = destinations.current().filter((one) => one.namespace === veleroNamespace);
      const stores = new Map(here.map((one) => [one.name, one.store]));
      return lostSets({ present, work, stores, remembered: remembered(), nowMs: clock.now() });
    },
  };
}
