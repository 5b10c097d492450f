import { Fault } from "@holdfast/domain";
import { pods, type PortForwardTarget } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { isReady, whyNotRunning, type Pod } from "../velero/workloads.ts";
import { serverName } from "./server-objects.ts";

const serverPort = 8080;

/** A Ready pod of the console and its port. Faults: holdfast-not-installed, deployment-failed. */
export async function findConsolePod(context: Context): Promise<PortForwardTarget> {
  const namespace = context.consoleNamespace;
  try {
    const labelSelector = `app.kubernetes.io/name=${serverName}`;
    const found = await context.kubernetes.listAll<Pod>(pods, { namespace, labelSelector });
    const ready = found.find((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
    if (ready !== undefined) return { namespace, pod: ready.metadata.name, port: serverPort };
    if (found.length > 0) throw notReady(namespace, found);
    throw new Fault("holdfast-not-installed", `There is no console in namespace ${namespace}`, {
      reason: `no pod with ${labelSelector}`,
      remedy: "holdfast install, or give the console's namespace with --console-namespace",
    });
  } catch (error) {
    throw fromApiError(error);
  }
}

function notReady(namespace: string, found: readonly Pod[]): Fault {
  const reasons = found.flatMap((pod) => whyNotRunning(pod) ?? []);
  return new Fault("deployment-failed", "The console's server is not Ready", {
    reason: reasons.join("; ") || "its pods are starting, or its readiness check fails",
    remedy: `kubectl -n ${namespace} describe pods; kubectl -n ${namespace} logs deployment/${serverName}`,
    where: `namespace ${namespace}`,
  });
}
