import { Fault } from "@holdfast/domain";
import { DeadlinePassed, daemonSets, deployments, statefulSets, waitForAll } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { readinessOf } from "../applications/readiness.ts";
import type { Context } from "../context.ts";

const types: readonly ResourceType[] = [deployments, statefulSets, daemonSets];

interface Options {
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
}

/** Waits until every workload in the namespaces is Ready. Faults: deadline-passed, naming those that are not, and why. */
export async function awaitWorkloads(context: Context, namespaces: readonly string[], options: Options): Promise<void> {
  const targets = types.flatMap((type) => namespaces.map((namespace) => ({ type, query: { namespace } })));
  await Promise.all(targets.map((target) => awaitOneType(context, target, options)));
}

async function awaitOneType(
  context: Context,
  target: { readonly type: ResourceType; readonly query: { readonly namespace: string } },
  options: Options,
): Promise<void> {
  try {
    await waitForAll<KubernetesObject>(
      context.kubernetes,
      target,
      (found) => {
        const [first] = found.filter((object) => readinessOf(object).kind !== "ready");
        if (first !== undefined) context.report({ message: `Waiting until ${nameOf(first)} is Ready` });
        return first === undefined;
      },
      { ...options, clock: context.clock },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    throw notReady(error.lastSeen, target.query.namespace);
  }
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

function notReady(lastSeen: readonly KubernetesObject[], namespace: string): Fault {
  const reasons = lastSeen.flatMap((object) => {
    const readiness = readinessOf(object);
    return readiness.kind === "ready" ? [] : [`${nameOf(object)}: ${readiness.reason}`];
  });
  return new Fault("deadline-passed", "The application was restored but is not Ready.", {
    reason: reasons.join("; "),
    remedy: `Look at its pods with \`kubectl -n ${namespace} get pods\`; when the cause is gone, resume the operation.`,
    where: `namespace ${namespace}`,
  });
}
