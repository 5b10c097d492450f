import type { RememberedSet } from "@holdfast/domain";
import { configMaps, startStore } from "@holdfast/kubernetes";
import { rememberedIn, setsLedger } from "@holdfast/operations";
import type { ConfigMap, Context } from "@holdfast/operations";

export interface RememberedFollower {
  /** The sets that were made here and not deleted here; none until they are known. */
  current(): readonly RememberedSet[];
}

/** Keeps them in memory. Nobody waits for it: pages hear of a set that is lost with the Backups that vanish. */
export function followRemembered({ kubernetes: client, clock, signal }: Context): RememberedFollower {
  const { name, namespace } = setsLedger;
  const ledger = startStore<ConfigMap, readonly RememberedSet[]>({
    client,
    clock,
    signal,
    type: configMaps,
    query: { namespace, fieldSelector: `metadata.name=${name}` },
    project: rememberedIn,
  });
  return { current: () => ledger.current().flat() };
}
