import { Fault, fieldManager, labels } from "@holdfast/domain";
import { deployments, isApiError, namespaces, pods, type UnstructuredObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { awaitEstablished } from "../velero/install/await-working.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { isReady, whyNotRunning, type Deployment, type Pod } from "../velero/workloads.ts";
import { ensureConsolePassword } from "./console-password.ts";
import { instanceId } from "./instance.ts";
import { makeNamespace } from "./own-namespace.ts";
import { requireRights } from "./rights.ts";
import { partOfConsole, serverName, serverObjects, type ServerOptions } from "./server-objects.ts";
import { serverRights } from "./server-rights.ts";

export interface ServerInstallation {
  readonly namespace: string;
  readonly image: string;
  readonly replicas: number;
  readonly instance: string;
  /** Shown once; absent when the console had a password already. */
  readonly password?: string;
}

const readyMilliseconds = 3 * 60_000;

/**
 * Applies the console's objects and returns when its server is Ready. Rights are checked first, all at once. Safe to
 * run again, with other options too. `context.consoleNamespace` is the namespace.
 */
export async function installServer(
  context: Context,
  manifests: readonly UnstructuredObject[],
  options: ServerOptions,
): Promise<ServerInstallation> {
  try {
    await requireRights(context, serverRights(options.namespace), "install Holdfast");
    await refuseTakenNamespace(context, options.namespace);
    const objects = serverObjects(manifests, options);
    const definitions = objects.filter((object) => object.kind === "CustomResourceDefinition");
    context.report({ message: "Applying the console's objects" });
    await makeNamespace(context.kubernetes, options.namespace, { [labels.partOf]: partOfConsole });
    await applyAll(context, definitions);
    await awaitEstablished(
      context,
      definitions.map((definition) => definition.metadata.name),
    );
    await applyAll(
      context,
      objects.filter((object) => object.kind !== "CustomResourceDefinition" && object.kind !== "Deployment"),
    );
    const instance = await instanceId(context);
    await applyAll(
      context,
      objects.filter((object) => object.kind === "Deployment"),
    );
    await awaitServer(context, options);
    // Last: it can be shown only by the run that made it, and a run that fails shows nothing.
    const password = await ensureConsolePassword(context);
    const { namespace, image, replicas } = options;
    return { namespace, image, replicas, instance, ...(password === undefined ? {} : { password }) };
  } catch (error) {
    throw fromApiError(error);
  }
}

async function applyAll(context: Context, objects: readonly UnstructuredObject[]): Promise<void> {
  for (const object of objects) {
    await context.kubernetes.apply(object, { fieldManager, force: true, signal: context.signal });
  }
}

/** A namespace belongs to one application or to the console, never to two. */
async function refuseTakenNamespace(context: Context, name: string): Promise<void> {
  const namespace = await context.kubernetes.get(namespaces, { name });
  const application = namespace?.metadata.labels?.["holdfast.dev/application"];
  if (application === undefined) return;
  throw new Fault("namespace-taken", `Namespace ${name} belongs to the application ${application}`, {
    remedy: "Give another namespace with --namespace",
  });
}

async function awaitServer(context: Context, { namespace, replicas, image }: ServerOptions): Promise<void> {
  context.report({ message: "Waiting until the server is Ready" });
  const outcome = await watchUntil<Deployment>(context, {
    type: deployments,
    name: { namespace, name: serverName },
    deadlineMilliseconds: readyMilliseconds,
    done: (seen) =>
      seen?.status?.observedGeneration === seen?.metadata.generation &&
      (seen?.status?.updatedReplicas ?? 0) === replicas &&
      (seen?.status?.readyReplicas ?? 0) === replicas,
  });
  if (outcome.kind === "done") return;
  const reasons = await podTroubles(context, namespace);
  throw new Fault("deployment-failed", `The server did not become Ready in ${readyMilliseconds / 60_000} minutes`, {
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
