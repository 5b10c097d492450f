import { Fault } from "@holdfast/domain";
import { deployments, isApiError, pods } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { isReady, whyNotRunning, type Deployment, type Pod } from "../velero/workloads.ts";
import { serverName } from "./server-objects.ts";

export interface AwaitedServer {
  readonly namespace: string;
  readonly image: string;
  readonly replicas: number;
  readonly deadlineSeconds: number;
}

/** Returns when the server's Deployment is rolled out and Ready. Faults: deployment-failed, with why its pods do not run. */
export async function awaitServer(context: Context, awaited: AwaitedServer): Promise<void> {
  const { namespace, replicas, image, deadlineSeconds } = awaited;
  context.report({ message: "Waiting until the server is Ready" });
  const outcome = await watchUntil<Deployment>(context, {
    type: deployments,
    name: { namespace, name: serverName },
    deadlineMilliseconds: deadlineSeconds * 1000,
    done: (seen) =>
      seen?.status?.observedGeneration === seen?.metadata.generation &&
      (seen?.status?.updatedReplicas ?? 0) === replicas &&
      (seen?.status?.readyReplicas ?? 0) === replicas,
  });
  if (outcome.kind === "done") return;
  const reasons = await podTroubles(context, namespace);
  throw new Fault("deployment-failed", `The server did not become Ready in ${deadlineSeconds / 60} minutes`, {
    reason: reasons.length === 0 ? "its pods run, but their readiness check fails" : reasons.join("; "),
    remedy: `Check that the nodes can pull ${image}; kubectl -n ${namespace} logs deployment/${serverName}; then run the command again`,
    where: `Deployment ${namespace}/${serverName}`,
  });
}

/** Why its pods do not run, each with the last words of its log. */
async function podTroubles(context: Context, namespace: string): Promise<readonly string[]> {
  const labelSelector = `app.kubernetes.io/name=${serverName}`;
  const found = await context.kubernetes.listAll<Pod>(pods, { namespace, labelSelector });
  const troubled = found.filter((pod) => !isReady(pod));
  return Promise.all(
    troubled.map(async (pod) => {
      const why = whyNotRunning(pod) ?? "runs, but is not Ready";
      const words = await lastWords(context, namespace, pod.metadata.name);
      return `pod ${pod.metadata.name}: ${why}${words === "" ? "" : `; its log ends with: ${words}`}`;
    }),
  );
}

/** Empty when there is no log, or none to be read. */
async function lastWords(context: Context, namespace: string, pod: string): Promise<string> {
  const lines: string[] = [];
  try {
    for await (const line of context.kubernetes.logs({ namespace, pod, tailLines: 3 })) lines.push(line);
  } catch (error) {
    if (!isApiError(error)) throw error;
  }
  return lines.join(" / ").slice(0, 600);
}
