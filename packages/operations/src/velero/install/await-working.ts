import { Fault } from "@holdfast/domain";
import { customResourceDefinitions, daemonSets, deployments, pods, type KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../../context.ts";
import { askServerStatus, type ServerStatus } from "../server-status.ts";
import { watchUntil } from "../watch-until.ts";
import { cannotPull, whyNotRunning, type DaemonSet, type Deployment, type Pod } from "../workloads.ts";

const establishedMilliseconds = 60_000;
const readyMilliseconds = 5 * 60_000;
const lookMilliseconds = 15_000;
/** A registry may fail once; a pod that cannot pull at each of so many looks will not. */
const pullLooks = 4;
const answerMilliseconds = 60_000;

interface Definition extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Returns when the API server serves every one of these definitions. */
export async function awaitEstablished(context: Context, names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const awaited = await watchUntil<Definition>(context, {
        type: customResourceDefinitions,
        name: { name },
        deadlineMilliseconds: establishedMilliseconds,
        done: (seen) =>
          seen?.status?.conditions?.some((each) => each.type === "Established" && each.status === "True") === true,
      });
      if (awaited.kind === "deadline-passed") {
        throw new Fault("deadline-passed", `The API server does not serve ${name} yet`, {
          remedy: `kubectl describe crd ${name}; then run the command again`,
        });
      }
    }),
  );
}

/** Names as Velero's installer gives them, unless somebody gave others. */
export interface WorkloadNames {
  readonly namespace: string;
  readonly server?: string;
  readonly nodeAgent?: string;
}

/** Velero works: its server is Ready and answers, and a node agent is Ready on each node that should have one. */
export async function awaitWorking(
  context: Context,
  { namespace, server = "velero", nodeAgent = "node-agent" }: WorkloadNames,
): Promise<ServerStatus> {
  context.report({ message: "Waiting until Velero's server is Ready" });
  await awaitWorkload<Deployment>(context, {
    type: deployments,
    namespace,
    name: server,
    ready: (seen) =>
      seen.status?.observedGeneration === seen.metadata.generation &&
      (seen.status?.updatedReplicas ?? 0) >= 1 &&
      (seen.status?.readyReplicas ?? 0) >= 1 &&
      seen.status?.replicas === seen.status?.updatedReplicas,
  });
  context.report({ message: "Waiting until a node agent is Ready on every node" });
  await awaitWorkload<DaemonSet>(context, {
    type: daemonSets,
    namespace,
    name: nodeAgent,
    ready: (seen) =>
      seen.status?.observedGeneration === seen.metadata.generation &&
      (seen.status?.desiredNumberScheduled ?? 0) > 0 &&
      seen.status?.updatedNumberScheduled === seen.status?.desiredNumberScheduled &&
      seen.status?.numberReady === seen.status?.desiredNumberScheduled,
  });
  context.report({ message: "Waiting until Velero's server answers" });
  const status = await askServerStatus(context, namespace, answerMilliseconds);
  if (status !== undefined) return status;
  throw new Fault("velero-not-ready", "Velero's server is Ready but answers no request", {
    reason: `a ServerStatusRequest was not processed within ${answerMilliseconds / 1000} s`,
    remedy: `kubectl -n ${namespace} logs deployment/${server}`,
    where: `Deployment ${namespace}/${server}`,
  });
}

interface Workload<T> {
  readonly type: typeof deployments;
  readonly namespace: string;
  readonly name: string;
  readonly ready: (seen: T) => boolean;
}

async function awaitWorkload<T extends KubernetesObject>(context: Context, workload: Workload<T>): Promise<void> {
  const { type, namespace, name } = workload;
  const outcome = await awaitReady(context, workload);
  if (outcome === "ready") return;
  const reasons = await podTroubles(context, namespace, name);
  throw new Fault(
    "velero-not-ready",
    outcome === "cannot-pull"
      ? `An image of ${type.kind} ${namespace}/${name} cannot be pulled`
      : `${type.kind} ${namespace}/${name} did not become Ready in ${readyMilliseconds / 60_000} minutes`,
    {
      reason: reasons.length === 0 ? "its pods say nothing of a reason" : reasons.join("; "),
      remedy: `kubectl -n ${namespace} describe pods; kubectl -n ${namespace} logs ${type.plural}/${name}; the command may be run again`,
      where: `${type.kind} ${namespace}/${name}`,
    },
  );
}

/** Gives up before the deadline when an image, a plugin's too, does not come. */
async function awaitReady<T extends KubernetesObject>(
  context: Context,
  { type, namespace, name, ready }: Workload<T>,
): Promise<"ready" | "cannot-pull" | "deadline-passed"> {
  const until = context.clock.now() + readyMilliseconds;
  let failedLooks = 0;
  while (context.clock.now() < until) {
    const awaited = await watchUntil<T>(context, {
      type,
      name: { namespace, name },
      deadlineMilliseconds: lookMilliseconds,
      done: (seen) => seen !== undefined && ready(seen),
    });
    if (awaited.kind === "done") return "ready";
    failedLooks = (await podsOf(context, namespace, name)).some(cannotPull) ? failedLooks + 1 : 0;
    if (failedLooks >= pullLooks) return "cannot-pull";
  }
  return "deadline-passed";
}

async function podTroubles(context: Context, namespace: string, workload: string): Promise<readonly string[]> {
  return (await podsOf(context, namespace, workload)).flatMap((pod) => {
    const why = whyNotRunning(pod);
    return why === undefined ? [] : [`pod ${pod.metadata.name}: ${why}`];
  });
}

async function podsOf(context: Context, namespace: string, workload: string): Promise<readonly Pod[]> {
  const found = await context.kubernetes.listAll<Pod>(pods, { namespace });
  return found.filter((pod) => pod.metadata.name.startsWith(`${workload}-`));
}
