import { Fault, labels } from "@holdfast/domain";
import {
  clusterRoleBindings,
  customResourceDefinitions,
  deployments,
  isApiError,
  namespaces,
  type KubernetesObject,
  type ResourceType,
} from "@holdfast/kubernetes";
import {
  backupStorageLocationType,
  backupType,
  restoreType,
  scheduleType,
  type Backup,
  type BackupStorageLocation,
  type Restore,
} from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { chooseVelero, findVeleros } from "./find-velero.ts";
import { partOfVelero, type VeleroInstallation } from "./installation.ts";
import { refuseUnfinishedWork, withNoOtherWork } from "../running/unfinished-work.ts";
import { watchUntil } from "./watch-until.ts";
import type { Deployment } from "./workloads.ts";

/** What goes with Velero. The bucket is not touched: a Velero installed later imports the backups again. */
export interface VeleroLosses {
  readonly namespace: string;
  readonly backups: number;
  readonly schedules: readonly string[];
  readonly locations: readonly string[];
}

const stopMilliseconds = 2 * 60_000;
const goneMilliseconds = 5 * 60_000;

/** The Velero that may be uninstalled. Theirs is refused. */
async function ownVelero(context: Context): Promise<VeleroInstallation> {
  const found = await findVeleros(context);
  const ours = found.filter((velero) => velero.ownership === "ours");
  if (ours.length > 0) return chooseVelero(ours, context.veleroNamespace);
  const theirs = chooseVelero(found, context.veleroNamespace);
  throw new Fault("velero-not-ours", `The Velero in namespace ${theirs.namespace} was not installed by Holdfast`, {
    reason: `Deployment ${theirs.namespace}/${theirs.deployment.name} lacks the label ${labels.partOf}=${partOfVelero}`,
    remedy: `Whoever installed it may remove it, for example with velero uninstall --namespace ${theirs.namespace}`,
  });
}

export async function veleroLosses(context: Context): Promise<VeleroLosses> {
  try {
    const { namespace } = await ownVelero(context);
    await refuseUnfinishedWork(context);
    const [backups, schedules, locations] = await Promise.all([
      listOrNone<Backup>(context, backupType, namespace),
      listOrNone(context, scheduleType, namespace),
      listOrNone<BackupStorageLocation>(context, backupStorageLocationType, namespace),
    ]);
    return { namespace, backups: backups.length, schedules: schedules.map(nameOf), locations: locations.map(nameOf) };
  } catch (error) {
    throw fromApiError(error);
  }
}

function nameOf(object: KubernetesObject): string {
  return object.metadata.name;
}

/**
 * Removes our Velero with its namespace, binding and definitions. Safe to run again after a crash: the namespace goes
 * last, and its Deployment is how this Velero is found again. The definitions stay while anybody else needs them.
 * Faults: velero-not-ours, locked (an operation is not over).
 */
export async function uninstallVelero(context: Context): Promise<void> {
  try {
    const velero = await ownVelero(context);
    await withNoOtherWork(context, "uninstall of Velero", () => removeVelero(context, velero));
  } catch (error) {
    throw fromApiError(error);
  }
}

async function removeVelero(context: Context, velero: VeleroInstallation): Promise<void> {
  await stopServer(context, velero);
  await releaseRestores(context, velero.namespace);
  context.report({ message: `Deleting Velero in namespace ${velero.namespace}` });
  if (!(await isSharedWithOthers(context, velero))) await deleteLabelled(context, customResourceDefinitions);
  await deleteLabelled(context, clusterRoleBindings);
  await context.kubernetes.delete(namespaces, { name: velero.namespace });
  await awaitGone(context, velero.namespace);
}

/** A running server would act on what is deleted here, and take restores' logs out of the bucket. */
async function stopServer(context: Context, { namespace, deployment }: VeleroInstallation): Promise<void> {
  const name = { namespace, name: deployment.name };
  context.report({ message: "Stopping Velero's server" });
  await context.kubernetes.patch(deployments, name, { kind: "merge", body: { spec: { replicas: 0 } } });
  const stopped = await watchUntil<Deployment>(context, {
    type: deployments,
    name,
    deadlineMilliseconds: stopMilliseconds,
    done: (seen) => (seen?.status?.replicas ?? 0) === 0,
  });
  if (stopped.kind === "done") return;
  throw new Fault("deadline-passed", "Velero's server did not stop; nothing was deleted", {
    remedy: `kubectl -n ${namespace} get pods; then run the command again`,
    where: `Deployment ${namespace}/${deployment.name}`,
  });
}

/** A finalizer on Restores waits for the server that was just stopped. */
async function releaseRestores(context: Context, namespace: string): Promise<void> {
  for (const restore of await listOrNone<Restore>(context, restoreType, namespace)) {
    if ((restore.metadata.finalizers ?? []).length === 0) continue;
    const name = { namespace, name: restore.metadata.name };
    await context.kubernetes.patch(restoreType, name, { kind: "merge", body: { metadata: { finalizers: null } } });
  }
}

/** Deleting a definition deletes every object of it, in every namespace. */
async function isSharedWithOthers(context: Context, velero: VeleroInstallation): Promise<boolean> {
  const { veleroNamespace: _, ...everywhere } = context;
  const others = (await findVeleros(everywhere)).filter((other) => other.namespace !== velero.namespace);
  if (others.length > 0) return true;
  const elsewhere = [
    ...(await listOrNone(context, backupType, undefined)),
    ...(await listOrNone(context, backupStorageLocationType, undefined)),
  ];
  return elsewhere.some((object) => object.metadata.namespace !== velero.namespace);
}

/** Empty when the kind is not served any more: a former run came that far. */
async function listOrNone<T extends KubernetesObject>(
  context: Context,
  type: ResourceType,
  namespace: string | undefined,
): Promise<readonly T[]> {
  try {
    return await context.kubernetes.listAll<T>(type, namespace === undefined ? {} : { namespace });
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw error;
  }
}

async function deleteLabelled(context: Context, type: ResourceType): Promise<void> {
  const labelled = await context.kubernetes.listAll(type, { labelSelector: `${labels.partOf}=${partOfVelero}` });
  for (const object of labelled) await context.kubernetes.delete(type, { name: object.metadata.name });
}

async function awaitGone(context: Context, namespace: string): Promise<void> {
  const outcome = await watchUntil(context, {
    type: namespaces,
    name: { name: namespace },
    deadlineMilliseconds: goneMilliseconds,
    done: (seen) => seen === undefined,
  });
  if (outcome.kind === "done") return;
  throw new Fault("deadline-passed", `Namespace ${namespace} is not gone after ${goneMilliseconds / 60_000} minutes`, {
    remedy: `kubectl get namespace ${namespace} -o yaml says what holds it; then run the command again`,
    where: `Namespace ${namespace}`,
  });
}
