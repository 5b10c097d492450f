import { Fault } from "@holdfast/domain";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { currentOf } from "../destinations/destination-view.ts";

export type Purpose = "read" | "write";

/**
 * The destination to use: the named one; else the one last set with Holdfast; else Velero's default or only one.
 * Faults: destination-not-found, destination-unavailable, and for writing destination-read-only.
 */
export async function usableDestination(
  context: Context,
  veleroNamespace: string,
  { name, purpose }: { readonly name?: string; readonly purpose: Purpose },
): Promise<string> {
  const locations = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, {
    namespace: veleroNamespace,
  });
  const location = choose(locations, name);
  if (location === undefined) throw notFound(locations, name);
  refuseUnavailable(location);
  if (purpose === "write" && location.spec.accessMode === "ReadOnly") throw readOnly(location);
  return location.metadata.name;
}

function choose(
  locations: readonly BackupStorageLocation[],
  name: string | undefined,
): BackupStorageLocation | undefined {
  if (name === undefined) return currentOf(locations);
  return locations.find((location) => location.metadata.name === name);
}

function refuseUnavailable({ metadata, status }: BackupStorageLocation): void {
  if (status?.phase === "Available") return;
  throw new Fault("destination-unavailable", `Destination ${metadata.name} is not available.`, {
    reason:
      status?.message ??
      (status?.phase === undefined ? "Velero has not checked it yet." : `Velero says ${status.phase}.`),
    remedy:
      "Look at it with `holdfast destination show`; correct address or credentials, or wait until the store answers again.",
    where: `BackupStorageLocation ${metadata.namespace ?? ""}/${metadata.name}`,
  });
}

function readOnly({ metadata }: BackupStorageLocation): Fault {
  return new Fault("destination-read-only", `Destination ${metadata.name} is open for reading only.`, {
    reason: "Velero refuses to make or delete backups there.",
    remedy: `If this installation is to write there: \`holdfast destination take-over ${metadata.name}\`.`,
    where: `BackupStorageLocation ${metadata.namespace ?? ""}/${metadata.name}`,
  });
}

function notFound(locations: readonly BackupStorageLocation[], name: string | undefined): Fault {
  const names = locations.map((location) => location.metadata.name).join(", ");
  const message =
    name === undefined
      ? locations.length === 0
        ? "There is no destination for backups yet."
        : "None of the destinations is the default."
      : `There is no destination ${name}.`;
  return new Fault("destination-not-found", message, {
    reason: names === "" ? "Velero has no BackupStorageLocation." : `There are: ${names}.`,
    remedy: "Set one with `holdfast destination set internal` or `holdfast destination set s3 …`.",
  });
}
