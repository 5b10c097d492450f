import { Fault, labels } from "@holdfast/domain";
import {
  backupStorageLocationType,
  backupType,
  labelValueOf,
  veleroLabels,
  type Backup,
  type BackupStorageLocation,
} from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";
import { findVelero } from "../velero/find-velero.ts";
import { currentLabel, partOfDestination } from "./destination-wish.ts";
import { judgeContents, type Contents } from "./judge-contents.ts";

/** A destination as it is shown. */
export interface DestinationView {
  readonly name: string;
  readonly veleroNamespace: string;
  /** Set with Holdfast; a location that is theirs is used and never changed. */
  readonly ownership: "ours" | "theirs";
  readonly provider: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly url?: string;
  readonly region?: string;
  readonly accessMode: "ReadOnly" | "ReadWrite";
  /** Velero's own default. */
  readonly isDefault: boolean;
  /** Backups go here unless another destination is named. */
  readonly isCurrent: boolean;
  /** Available, Unavailable, or "not validated yet". */
  readonly phase: string;
  readonly message?: string;
  readonly lastValidated?: string;
  readonly lastSynced?: string;
  readonly contents: Contents;
}

/** Every destination of the Velero in use, by name. */
export async function listDestinations(context: Context): Promise<readonly DestinationView[]> {
  try {
    const { namespace } = await findVelero(context);
    const [locations, own] = await Promise.all([
      context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace }),
      findInstanceId(context.kubernetes),
    ]);
    const current = currentOf(locations)?.metadata.name;
    return await Promise.all(locations.map((location) => viewOf(context, location, { own, current })));
  } catch (error) {
    throw fromApiError(error);
  }
}

export async function showDestination(context: Context, name: string): Promise<DestinationView> {
  const all = await listDestinations(context);
  const found = all.find((destination) => destination.name === name);
  if (found !== undefined) return found;
  throw new Fault("destination-not-found", `There is no destination ${name}`, {
    reason:
      all.length === 0 ? "Velero has no location at all" : `there are: ${all.map((each) => each.name).join(", ")}`,
    remedy: "holdfast destination set makes one",
  });
}

async function viewOf(
  context: Context,
  location: BackupStorageLocation,
  { own, current }: { readonly own: string | undefined; readonly current: string | undefined },
): Promise<DestinationView> {
  const { metadata, spec, status } = location;
  const backups = await backupsIn(context, metadata.namespace ?? "", metadata.name);
  const { s3Url, region } = spec.config ?? {};
  return {
    name: metadata.name,
    veleroNamespace: metadata.namespace ?? "",
    ownership: isOurs(location) ? "ours" : "theirs",
    provider: spec.provider,
    bucket: spec.objectStorage.bucket,
    ...present("prefix", spec.objectStorage.prefix),
    ...present("url", s3Url),
    ...present("region", region),
    accessMode: spec.accessMode ?? "ReadWrite",
    isDefault: spec.default === true,
    isCurrent: metadata.name === current,
    phase: status?.phase ?? "not validated yet",
    ...present("message", status?.message),
    ...present("lastValidated", status?.lastValidationTime),
    ...present("lastSynced", status?.lastSyncedTime),
    contents: judgeContents(backups, own, context.clock.now()),
  };
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined || value === "" ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

export function isOurs(location: BackupStorageLocation): boolean {
  return location.metadata.labels?.[labels.partOf] === partOfDestination;
}

/**
 * Where backups go when no destination is named: what was last set with Holdfast comes before a default that is theirs
 * and is never displaced; without one of ours, Velero's default or only one.
 */
export function currentOf(locations: readonly BackupStorageLocation[]): BackupStorageLocation | undefined {
  const marked = locations.find((location) => location.metadata.labels?.[currentLabel] === "true");
  if (marked !== undefined) return marked;
  const byDefault = locations.find((location) => location.spec.default === true);
  return byDefault ?? (locations.length === 1 ? locations[0] : undefined);
}

/** The Backups of one location, imported or made here. */
export function backupsIn(context: Context, namespace: string, location: string): Promise<readonly Backup[]> {
  const labelSelector = `${veleroLabels.storageLocation}=${labelValueOf(location)}`;
  return context.kubernetes.listAll<Backup>(backupType, { namespace, labelSelector });
}
