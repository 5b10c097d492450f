import { deployments, isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { serverName } from "../installation/server-objects.ts";

interface Deployment extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
}

/** How many of the console's servers are wanted; none where none is installed. */
export async function serverReplicas({ kubernetes }: Context, namespace: string): Promise<number> {
  const found = await kubernetes.get<Deployment>(deployments, { namespace, name: serverName });
  return found === undefined ? 0 : (found.spec?.replicas ?? 1);
}

/** A server that was only stopped runs again; one that is gone is left alone. */
export async function startServerAgain({ kubernetes }: Context, namespace: string, replicas: number): Promise<void> {
  try {
    await kubernetes.patch(
      deployments,
      { namespace, name: serverName },
      { kind: "merge", body: { spec: { replicas } } },
    );
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
}
