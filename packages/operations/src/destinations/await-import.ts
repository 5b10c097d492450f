import { Fault } from "@holdfast/domain";
import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { restartIdle } from "../velero/restart-idle.ts";
import { isReplaced, serverPodNames } from "../velero/server-pods.ts";
import { watchUntil } from "../velero/watch-until.ts";

/** Velero looks for locations to import from once a minute, counted from its start, whatever their own period is. */
const importSeconds = 60;
const importMilliseconds = 3 * importSeconds * 1000;
const restartMilliseconds = 60_000;
const lookMilliseconds = 250;

/** A location whose contents are to be known. */
export interface ExaminedLocation {
  readonly namespace: string;
  readonly name: string;
  /** The last import that says nothing about it: of the former place, or of before the last change. */
  readonly importedBefore: string | undefined;
}

/**
 * Returns when Velero has imported what is in an Available location. A Velero of ours that is idle is started again,
 * since it imports at its start; another one is waited for. Faults: deadline-passed.
 */
export async function awaitImport(context: Context, location: ExaminedLocation): Promise<void> {
  const { namespace, name, importedBefore } = location;
  if (!(await hasten(context, location)))
    context.report({ message: `Waiting until Velero has read what is in ${name} (up to a minute)` });
  const outcome = await watchUntil<BackupStorageLocation>(context, {
    type: backupStorageLocationType,
    name: { namespace, name },
    deadlineMilliseconds: importMilliseconds,
    done: (seen) => seen?.status?.lastSyncedTime !== undefined && seen.status.lastSyncedTime !== importedBefore,
  });
  if (outcome.kind === "done") return;
  throw new Fault("deadline-passed", `Velero has not read what is in destination ${name} yet; it stays ReadOnly`, {
    reason: `no import was reported within ${importMilliseconds / 60_000} minutes`,
    remedy: `Run the command again; holdfast destination show ${name} tells when Velero last looked`,
    where: `BackupStorageLocation ${namespace}/${name}`,
  });
}

/** False when Velero was left alone. Else it works again when this returns: what is created next meets no old server. */
async function hasten(context: Context, { namespace, name }: ExaminedLocation): Promise<boolean> {
  const location = await context.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, { namespace, name });
  if (location === undefined || !importsAtStart(location)) return false;
  // Between two backups of a set Velero is idle for a moment.
  if ((await listLocks(context.kubernetes)).length > 0) return false;
  const velero = await findVelero({ ...context, veleroNamespace: namespace });
  const former = await serverPodNames(context, velero);
  const reason = `${name}.${location.status?.lastValidationTime ?? ""}`;
  if (!(await restartIdle(context, velero, reason))) return false;
  context.report({ message: `Starting Velero again: it reads what is in ${name} at its start, else within a minute` });
  await awaitReplaced(context, velero, former);
  return true;
}

/**
 * Whether a start would bring an import: Velero leaves out what it imported less than a minute ago. Both times are of
 * its own clock.
 */
export function importsAtStart({ status }: BackupStorageLocation): boolean {
  const { lastSyncedTime, lastValidationTime, phase } = status ?? {};
  if (phase !== "Available" || lastValidationTime === undefined) return false;
  if (lastSyncedTime === undefined) return true;
  return Date.parse(lastValidationTime) - Date.parse(lastSyncedTime) >= importSeconds * 1000;
}

/** A rollout that does not end is no fault of the destination: the import is waited for all the same. */
async function awaitReplaced(context: Context, velero: VeleroInstallation, former: readonly string[]): Promise<void> {
  const until = context.clock.now() + restartMilliseconds;
  while (context.clock.now() < until && !(await isReplaced(context, velero, former)))
    await context.clock.sleep(lookMilliseconds, context.signal);
}
