import type { DestinationFact } from "@holdfast/domain";
import { isApiError, nodes, services } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { currentOf } from "../destinations/destination-view.ts";
import { reachOf } from "./destination-reach.ts";
import { placeOf } from "./destination-place.ts";
import type { PlaceClue } from "./destination-place.ts";

/** Every location of the Velero in this namespace. */
export async function readDestinationFacts(context: Context, namespace: string): Promise<readonly DestinationFact[]> {
  const locations = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
  const current = currentOf(locations)?.metadata.name;
  return Promise.all(
    locations.map(async (location) => ({
      name: location.metadata.name,
      place: await find(context, placeOf(location.spec), namespace),
      isCurrent: location.metadata.name === current,
      readOnly: location.spec.accessMode === "ReadOnly",
      reach: reachOf(location, context.clock.now()),
    })),
  );
}

/** Asks the cluster only where the address leaves it open. Who may not ask is not told that it lies outside. */
async function find(context: Context, clue: PlaceClue, veleroNamespace: string): Promise<DestinationFact["place"]> {
  switch (clue.kind) {
    case "inside":
    case "outside":
    case "unknown":
      return clue.kind;
    case "perhaps-service": {
      const name = { name: clue.service, namespace: clue.namespace ?? veleroNamespace };
      return unlessForbidden(async () => (await context.kubernetes.get(services, name)) !== undefined);
    }
    case "address":
      return unlessForbidden(() => isOfCluster(context, clue.address));
  }
}

async function unlessForbidden(isInside: () => Promise<boolean>): Promise<DestinationFact["place"]> {
  try {
    return (await isInside()) ? "inside" : "outside";
  } catch (error) {
    if (isApiError(error, "Forbidden")) return "inside";
    throw error;
  }
}

interface Addressed extends KubernetesObject {
  readonly spec?: { readonly clusterIPs?: readonly string[] };
  readonly status?: { readonly addresses?: readonly { readonly address: string }[] };
}

/** A node's own address, as of a store behind a NodePort or on the host, or a Service's. */
async function isOfCluster({ kubernetes }: Context, address: string): Promise<boolean> {
  const all = await kubernetes.listAll<Addressed>(nodes);
  if (all.some(({ status }) => status?.addresses?.some((one) => one.address === address) === true)) return true;
  const served = await kubernetes.listAll<Addressed>(services);
  return served.some(({ spec }) => spec?.clusterIPs?.includes(address) === true);
}
