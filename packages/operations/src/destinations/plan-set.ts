import { Fault } from "@holdfast/domain";
import { backupStage, rootOf, type Backup, type BackupStorageLocation } from "@holdfast/velero";
import { isOurs } from "./destination-view.ts";

export type SetPlan =
  | { readonly kind: "create" }
  /** The same bucket and folder: only how it is reached changes; it stays as open as it is. */
  | { readonly kind: "update"; readonly previous: BackupStorageLocation }
  /** Another bucket or folder under an old name that holds nothing: examined as a new one. */
  | { readonly kind: "move"; readonly previous: BackupStorageLocation };

/** Decides from what stands under the name already. Faults: already-exists, locked. */
export function planSet(
  previous: BackupStorageLocation | undefined,
  wanted: BackupStorageLocation,
  backups: readonly Backup[],
): SetPlan {
  if (previous === undefined) return { kind: "create" };
  const { name } = wanted.metadata;
  if (!isOurs(previous)) {
    throw new Fault("already-exists", `The location ${name} was not set with Holdfast and is not changed`, {
      remedy: `Give another name: holdfast destination set s3 ${name}-2 …; or use the location as it is`,
      where: `BackupStorageLocation ${previous.metadata.namespace ?? ""}/${name}`,
    });
  }
  const busy = backups.find((backup) => ["waiting", "running", "deleting"].includes(backupStage(backup.status?.phase)));
  if (busy !== undefined) {
    throw new Fault("locked", `Destination ${name} is in use by the backup ${busy.metadata.name}`, {
      reason: `it is ${busy.status?.phase ?? "New"}`,
      remedy: "Wait until it has ended, then run the command again",
    });
  }
  if (samePlace(previous, wanted)) return { kind: "update", previous };
  if (backups.length === 0) return { kind: "move", previous };
  throw new Fault("already-exists", `Destination ${name} holds ${backups.length} backups in another place`, {
    reason: `it is ${placeOf(previous)}, not ${placeOf(wanted)}; Velero would drop its backups from the list`,
    remedy: `Give the new place another name: holdfast destination set s3 ${name}-2 …`,
  });
}

/** Addresses may change (a new host name for the same store); bucket and folder are what tells places apart. */
function samePlace(one: BackupStorageLocation, other: BackupStorageLocation): boolean {
  return placeOf(one) === placeOf(other);
}

function placeOf({ spec }: BackupStorageLocation): string {
  return `${spec.objectStorage.bucket}/${rootOf(spec.objectStorage.prefix)}`;
}
