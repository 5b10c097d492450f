import { Fault, labels, operationsNamespace } from "@holdfast/domain";
import {
  clusterRoleBindings,
  clusterRoles,
  customResourceDefinitions,
  deployments,
  isApiError,
  namespaces,
  secrets,
  serviceAccounts,
  services,
  type KubernetesObject,
  type ResourceType,
} from "@holdfast/kubernetes";
import { backupStage, backupType, type Backup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { partOfConsole, serverName } from "./server-objects.ts";

/** What goes, and what nobody will take care of any more. */
export interface Losses {
  readonly consoleNamespace: string;
  readonly applications: readonly string[];
  /** Backups of ours in the cluster: Holdfast alone expires them. */
  readonly backups: readonly string[];
  readonly operationRecords: number;
}

const goneMilliseconds = 3 * 60_000;
const applicationsType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

export async function serverLosses(context: Context): Promise<Losses> {
  try {
    const [server, applications, backups, records] = await Promise.all([
      context.kubernetes.get(deployments, { namespace: context.consoleNamespace, name: serverName }),
      listOrNone(context, applicationsType, {}),
      listOrNone<Backup>(context, backupType, { labelSelector: labels.instance }),
      listOrNone(context, secrets, { namespace: operationsNamespace }),
    ]);
    if (server === undefined) await refuseWithoutConsole(context);
    return {
      consoleNamespace: context.consoleNamespace,
      applications: applications.map((each) => each.metadata.name),
      backups: backups
        .filter((each) => backupStage(each.status?.phase) !== "deleting")
        .map((each) => each.metadata.name),
      operationRecords: records.length,
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

/** A former run may have ended after the Deployment: what else is ours still counts as an installation. */
async function refuseWithoutConsole(context: Context): Promise<void> {
  const left = await listOrNone(context, clusterRoles, { labelSelector: `${labels.partOf}=${partOfConsole}` });
  const records = await context.kubernetes.get(namespaces, { name: operationsNamespace });
  if (left.length > 0 || records !== undefined) return;
  throw new Fault("holdfast-not-installed", `There is no Holdfast in namespace ${context.consoleNamespace}`, {
    reason: `Deployment ${context.consoleNamespace}/${serverName} does not exist`,
    remedy: "Give the console's namespace with --console-namespace if it is another one",
  });
}

/**
 * Stops and removes the server and its rights. Records (Applications with their Secrets, the console's, the
 * operations') and backups stay; with `purge` the console's records, the operations' and the definitions go too.
 * Safe to run again.
 */
export async function uninstallServer(context: Context, { purge }: { readonly purge: boolean }): Promise<void> {
  const { kubernetes, consoleNamespace: namespace } = context;
  try {
    context.report({ message: "Removing the server" });
    await kubernetes.delete(deployments, { namespace, name: serverName }, { propagationPolicy: "Foreground" });
    await awaitGone(context, deployments, { namespace, name: serverName });
    await kubernetes.delete(services, { namespace, name: serverName });
    await kubernetes.delete(serviceAccounts, { namespace, name: serverName });
    await deleteLabelled(context, clusterRoleBindings);
    await deleteLabelled(context, clusterRoles);
    if (purge) await purgeRecords(context);
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The operations' namespace goes last: with the instance id in it, a run that was killed is still seen as half done. */
async function purgeRecords(context: Context): Promise<void> {
  context.report({ message: "Removing the records" });
  for (const { metadata } of await context.kubernetes.listAll(secrets, { labelSelector: labels.record })) {
    const { name, namespace = "" } = metadata;
    if (namespace !== operationsNamespace) await context.kubernetes.delete(secrets, { namespace, name });
  }
  await deleteLabelled(context, customResourceDefinitions);
  for (const name of [context.consoleNamespace, operationsNamespace]) {
    await context.kubernetes.delete(namespaces, { name });
    await awaitGone(context, namespaces, { name });
  }
}

async function deleteLabelled(context: Context, type: ResourceType): Promise<void> {
  const labelSelector = `${labels.partOf}=${partOfConsole}`;
  for (const { metadata } of await context.kubernetes.listAll(type, { labelSelector })) {
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
