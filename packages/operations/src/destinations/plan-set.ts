import { Fault } from "@holdfast/domain";
import { backupStage, rootOf, type Backup, type BackupStorageLocation } from "@holdfast/velero";
import { isOurs } from "./destination-view.ts";

export type SetPlan =
  | { readonly kind: "create" }
  /** The same place: only credentials and the like change; it stays as open as it is. */
  | { readonly kind: "update"; readonly previous: BackupStorageLocation }
  /**
   * Another place under an old name, or one that may be another (a new address or region): examined as a new one. It
   * may hold backups only when bucket and folder stay.
   */
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
  if (backups.length === 0 || placeOf(previous) === placeOf(wanted)) return { kind: "move", previous };
  throw new Fault("already-exists", `Destination ${name} holds ${backups.length} backups in another place`, {
    reason: `it is ${placeOf(previous)}, not ${placeOf(wanted)}; Velero would drop its backups from the list`,
    remedy: `Give the new place another name: holdfast destination set s3 ${name}-2 …`,
  });
}

/** What is written over the location that stands under the name; one that is examined is closed until then. */
export function changedLocation(
  { kind, previous }: Exclude<SetPlan, { readonly kind: "create" }>,
  wanted: BackupStorageLocation,
): BackupStorageLocation {
  const { accessMode = "ReadWrite", default: isDefault } = previous.spec;
  const common = { ...wanted.spec, ...(isDefault === undefined ? {} : { default: isDefault }) };
  if (kind === "update") return { ...previous, spec: { ...common, accessMode } };
  // What Velero read in the former place says nothing about the new one: without the time, no take-over trusts it.
  const { lastSyncedTime: _, ...status } = previous.status ?? {};
  return { ...previous, spec: { ...common, accessMode: "ReadOnly" }, status };
}

/** A new address may be a new host name of the same store or another store with a bucket of that name: nobody knows. */
function samePlace(one: BackupStorageLocation, other: BackupStorageLocation): boolean {
  return placeOf(one) === placeOf(other) && addressOf(one) === addressOf(other);
}

function addressOf({ spec }: BackupStorageLocation): string {
  return `${spec.config?.["s3Url"]?.replace(/\/+$/, "") ?? ""} ${spec.config?.["region"] ?? ""}`;
}

function placeOf({ spec }: BackupStorageLocation): string {
  return `${spec.objectStorage.bucket}/${rootOf(spec.objectStorage.prefix)}`;
}
