import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { ensureOperationsNamespace } from "../installation/instance.ts";

/** Runs a create in the operations' namespace; makes the namespace first when it turns out to be missing. */
export async function inOperationsNamespace<T>(kubernetes: KubernetesClient, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
    await ensureOperationsNamespace(kubernetes);
    return create();
  }
}
