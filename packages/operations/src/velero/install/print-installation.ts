import { Fault, labels } from "@holdfast/domain";
import { isApiError, pods, type UnstructuredObject } from "@holdfast/kubernetes";
import { installerPod, parseInstallerOutput, type InstallerOptions } from "@holdfast/velero";
import type { Context } from "../../context.ts";
import { partOfVelero } from "../installation.ts";
import { watchUntil } from "../watch-until.ts";
import { whyNotRunning, type Pod } from "../workloads.ts";

const pullMilliseconds = 5 * 60_000;
const accountMilliseconds = 30_000;

/**
 * What Velero's own installer would create, printed by the image itself in a pod of Velero's namespace, which must
 * exist. That the image can be pulled and run is known before anything else is changed.
 */
export async function printInstallation(
  context: Context,
  options: InstallerOptions & { readonly imagePullSecret?: string },
): Promise<readonly UnstructuredObject[]> {
  const podName = `holdfast-velero-installer-${context.randomId(6)}`;
  const pod = installerPod({ ...options, podName, labels: { [labels.partOf]: partOfVelero } });
  const name = { name: podName, namespace: options.namespace };
  await createPod(context, pod);
  try {
    await awaitEnd(context, name, options.image);
    const lines: string[] = [];
    for await (const line of context.kubernetes.logs({
      namespace: options.namespace,
      pod: podName,
      signal: context.signal,
    })) {
      lines.push(line);
    }
    return parseInstallerOutput(lines.join("\n"));
  } finally {
    await context.kubernetes.delete(pods, name, { gracePeriodSeconds: 0 }).catch(() => undefined);
  }
}

/** In a new namespace the service account "default" comes a moment later; until then pods are refused. */
async function createPod(context: Context, pod: UnstructuredObject): Promise<void> {
  const until = context.clock.now() + accountMilliseconds;
  for (;;) {
    try {
      await context.kubernetes.create(pods, pod, { signal: context.signal });
      return;
    } catch (error) {
      const early = isApiError(error, "Forbidden") && error.message.includes("serviceaccount");
      if (!early || context.clock.now() > until) throw error;
      await context.clock.sleep(250, context.signal);
    }
  }
}

async function awaitEnd(context: Context, name: { readonly name: string; readonly namespace: string }, image: string) {
  const ended = await watchUntil<Pod>(context, {
    type: pods,
    name,
    deadlineMilliseconds: pullMilliseconds,
    done: (pod) => pod === undefined || hasEnded(pod) || cannotPull(pod),
  });
  const pod = ended.object;
  if (pod?.status?.phase === "Succeeded" || pod?.status?.phase === "Failed") return;
  const why =
    pod === undefined
      ? "the pod was deleted by somebody"
      : (whyNotRunning(pod) ?? pod.status?.phase ?? "it was never scheduled");
  throw new Fault("deployment-failed", `The image ${image} could not be run`, {
    reason: why,
    remedy:
      "Give an image that the nodes can pull with --image, and --image-pull-secret when the registry asks for one",
    where: `Pod ${name.namespace}/${name.name}`,
  });
}

function hasEnded(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

function cannotPull(pod: Pod): boolean {
  return /ErrImage|ImagePullBackOff|InvalidImageName|CreateContainer/.test(whyNotRunning(pod) ?? "");
}
