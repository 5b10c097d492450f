import { Fault, labels, operationsNamespace } from "@holdfast/domain";
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  customResourceDefinitions,
  deployments,
  isApiError,
  leases,
  namespaces,
  secrets,
  serviceAccounts,
  services,
  type KubernetesObject,
  type ObjectName,
  type ResourceType,
} from "@holdfast/kubernetes";
import { backupStage, backupType, type Backup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { listRecords } from "../records/store-record.ts";
import { controllerLease } from "../running/controller-runs.ts";
import { refuseUnfinishedWork, withNoOtherWork } from "../running/unfinished-work.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { isMadeByHoldfast, partOf } from "./own-namespace.ts";
import { partOfConsole, serverName } from "./server-objects.ts";

/** What goes, and what nobody will take care of any more. */
export interface Losses {
  readonly consoleNamespace: string;
  readonly applications: readonly string[];
  /** Backups of ours in the cluster: Holdfast alone expires them. */
  readonly backups: readonly string[];
  readonly operationRecords: number;
  /** What a purge deletes: only namespaces that Holdfast made. */
  readonly ownNamespaces: readonly string[];
  /** Namespaces that were there before Holdfast: a purge takes only Holdfast's objects out of them. */
  readonly adoptedNamespaces: readonly string[];
}

const consoleSelector = `${labels.partOf}=${partOfConsole}`;
const goneMilliseconds = 3 * 60_000;
const applicationsType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

/** Faults: holdfast-not-installed, locked (an operation is not over). */
export async function serverLosses(context: Context): Promise<Losses> {
  try {
    await refuseWithoutConsole(context);
    await refuseUnfinishedWork(context);
    const [standing, applications, backups, records] = await Promise.all([
      standingNamespaces(context),
      listOrNone(context, applicationsType, {}),
      listOrNone<Backup>(context, backupType, { labelSelector: labels.instance }),
      listRecords(context.kubernetes),
    ]);
    return {
      consoleNamespace: context.consoleNamespace,
      applications: applications.map((each) => each.metadata.name),
      backups: backups
        .filter((each) => backupStage(each.status?.phase) !== "deleting")
        .map((each) => each.metadata.name),
      operationRecords: records.length,
      ownNamespaces: standing.filter(isMadeByHoldfast).map(({ metadata }) => metadata.name),
      adoptedNamespaces: standing.filter((each) => !isMadeByHoldfast(each)).map(({ metadata }) => metadata.name),
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

async function standingNamespaces({ kubernetes, consoleNamespace }: Context): Promise<readonly KubernetesObject[]> {
  const names = [operationsNamespace, consoleNamespace];
  const found = await Promise.all(names.map((name) => kubernetes.get(namespaces, { name })));
  return found.filter((each) => each !== undefined);
}

/**
 * A former run may have ended after the Deployment, or have kept the records: the namespace that was made for the
 * console, or the console's Secrets in another, still count as an installation.
 */
async function refuseWithoutConsole({ kubernetes, consoleNamespace: namespace }: Context): Promise<void> {
  const server = await kubernetes.get(deployments, { namespace, name: serverName });
  if (partOf(server) === partOfConsole) return;
  const found = await kubernetes.get(namespaces, { name: namespace });
  if (isMadeByHoldfast(found) && partOf(found) === partOfConsole) return;
  if ((await kubernetes.listAll(secrets, { namespace, labelSelector: consoleSelector })).length > 0) return;
  throw new Fault("holdfast-not-installed", `There is no Holdfast in namespace ${namespace}`, {
    reason:
      server === undefined
        ? `Deployment ${namespace}/${serverName} does not exist`
        : `Deployment ${namespace}/${serverName} lacks the label ${consoleSelector}`,
    remedy: "Give the console's namespace with --console-namespace if it is another one",
  });
}

/**
 * Stops and removes the server and its rights. Records (Applications with their Secrets, the console's, the
 * operations') and backups stay; with `purge` the console's records, the operations' and the definitions go too.
 * Safe to run again. Faults: locked (an operation is not over).
 */
export async function uninstallServer(context: Context, { purge }: { readonly purge: boolean }): Promise<void> {
  try {
    await withNoOtherWork(context, "uninstall of Holdfast", async () => {
      await removeServer(context);
      if (purge) await purgeRecords(context);
    });
    // After the lock, which lives in the one; the console's goes last: by it, a run that was killed is seen as half done.
    if (purge) await clearNamespaces(context, [operationsNamespace, context.consoleNamespace]);
  } catch (error) {
    throw fromApiError(error);
  }
}

async function removeServer(context: Context): Promise<void> {
  const name = { namespace: context.consoleNamespace, name: serverName };
  context.report({ message: "Removing the server" });
  if (await deleteOwn(context, deployments, name)) await awaitGone(context, deployments, name);
  await deleteOwn(context, services, name);
  await deleteOwn(context, serviceAccounts, name);
  await deleteLabelled(context, clusterRoleBindings);
  await deleteLabelled(context, clusterRoles);
}

/** Whoever chose the same name for an object of theirs keeps it. */
async function deleteOwn(context: Context, type: ResourceType, name: ObjectName): Promise<boolean> {
  if (partOf(await context.kubernetes.get(type, name)) !== partOfConsole) return false;
  await context.kubernetes.delete(type, name, { propagationPolicy: "Foreground" });
  return true;
}

async function purgeRecords(context: Context): Promise<void> {
  context.report({ message: "Removing the records" });
  for (const { metadata } of await context.kubernetes.listAll(secrets, { labelSelector: labels.record })) {
    const { name, namespace = "" } = metadata;
    if (namespace !== operationsNamespace) await context.kubernetes.delete(secrets, { namespace, name });
  }
  await deleteLabelled(context, customResourceDefinitions);
}

/** Deletes the namespaces that Holdfast made; takes its objects and its label out of the others. */
async function clearNamespaces(context: Context, names: readonly string[]): Promise<void> {
  const { kubernetes } = context;
  for (const name of names) {
    const namespace = await kubernetes.get(namespaces, { name });
    if (namespace === undefined) continue;
    if (!isMadeByHoldfast(namespace)) {
      await clearAdopted(context, name);
      continue;
    }
    await kubernetes.delete(namespaces, { name });
    await awaitGone(context, namespaces, { name });
  }
}

async function clearAdopted(context: Context, namespace: string): Promise<void> {
  const { kubernetes } = context;
  const body = { metadata: { labels: { [labels.partOf]: null } } };
  await kubernetes.patch(namespaces, { name: namespace }, { kind: "merge", body });
  if (namespace === operationsNamespace) {
    await kubernetes.delete(leases, controllerLease);
    await deleteIn(context, configMaps, { namespace, labelSelector: labels.record });
  }
  await deleteIn(context, secrets, { namespace, labelSelector: consoleSelector });
}

async function deleteIn(
  { kubernetes }: Context,
  type: ResourceType,
  query: { readonly namespace: string; readonly labelSelector: string },
): Promise<void> {
  for (const { metadata } of await kubernetes.listAll(type, query)) {
    await kubernetes.delete(type, { namespace: query.namespace, name: metadata.name });
  }
}

async function deleteLabelled(context: Context, type: ResourceType): Promise<void> {
  for (const { metadata } of await context.kubernetes.listAll(type, { labelSelector: consoleSelector })) {
    await context.kubernetes.delete(type, { name: metadata.name });
  }
}

async function awaitGone(
  context: Context,
  type: ResourceType,
  name: { readonly name: string; readonly namespace?: string },
) {
  const outcome = await watchUntil(context, { type, name, deadlineMilliseconds: goneMilliseconds, done: isAbsent });
  if (outcome.kind === "done") return;
  throw new Fault(
    "deadline-passed",
    `${type.kind} ${name.name} is not gone after ${goneMilliseconds / 60_000} minutes`,
    {
      remedy: "kubectl get it with -o yaml: its finalizers or conditions say what holds it; then run the command again",
    },
  );
}

function isAbsent(seen: KubernetesObject | undefined): boolean {
  return seen === undefined;
}

async function listOrNone<T extends KubernetesObject>(
  context: Context,
  type: ResourceType,
  query: { readonly namespace?: string; readonly labelSelector?: string },
): Promise<readonly T[]> {
  try {
    return await context.kubernetes.listAll<T>(type, query);
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw error;
  }
}
