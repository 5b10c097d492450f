import { Fault } from "@holdfast/domain";
import { daemonSets, deployments, isApiError, type KubernetesClient, type ListQuery } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { VeleroInstallation } from "./installation.ts";
import { installationOf } from "./read-installation.ts";
import type { DaemonSet, Deployment } from "./workloads.ts";

/** Where Velero's installer puts it; looked at when Deployments may not be listed in all namespaces. */
export const defaultVeleroNamespace = "velero";

/**
 * The Velero to use: of --velero-namespace, else the only one. Faults: velero-not-found, several-veleros,
 * missing-rights.
 */
export async function findVelero(context: Context): Promise<VeleroInstallation> {
  return chooseVelero(await findVeleros(context), context.veleroNamespace);
}

/** Every Velero in the cluster, in any namespace and however installed; with --velero-namespace only the ones there. */
export async function findVeleros(context: Context): Promise<readonly VeleroInstallation[]> {
  const { kubernetes, veleroNamespace, signal } = context;
  const query = { signal, ...(veleroNamespace === undefined ? {} : { namespace: veleroNamespace }) };
  try {
    return await listVeleros(kubernetes, query);
  } catch (error) {
    if (veleroNamespace !== undefined || !isApiError(error, "Forbidden")) throw fromApiError(error);
  }
  try {
    return await listVeleros(kubernetes, { namespace: defaultVeleroNamespace, signal });
  } catch (error) {
    throw fromApiError(error);
  }
}

async function listVeleros(kubernetes: KubernetesClient, query: ListQuery): Promise<readonly VeleroInstallation[]> {
  const [servers, agents] = await Promise.all([
    kubernetes.listAll<Deployment>(deployments, query),
    kubernetes.listAll<DaemonSet>(daemonSets, query),
  ]);
  return servers.flatMap((deployment) => installationOf(deployment, agents) ?? []);
}

export function chooseVelero(found: readonly VeleroInstallation[], wanted: string | undefined): VeleroInstallation {
  const candidates = wanted === undefined ? found : found.filter((velero) => velero.namespace === wanted);
  const [only, other] = candidates;
  if (only === undefined) {
    throw new Fault(
      "velero-not-found",
      wanted === undefined ? "There is no Velero in this cluster" : `There is no Velero in namespace ${wanted}`,
      {
        reason: "no Deployment runs a Velero server",
        remedy:
          wanted === undefined ? "holdfast velero install" : "Leave out --velero-namespace, or holdfast velero status",
      },
    );
  }
  if (other === undefined) return only;
  const namespaces = candidates.map((velero) => velero.namespace);
  throw new Fault("several-veleros", `There are ${candidates.length} Veleros in this cluster`, {
    reason: `in the namespaces ${namespaces.join(", ")}`,
    remedy: `Say which one to use: --velero-namespace ${namespaces[0] ?? ""}`,
  });
}
