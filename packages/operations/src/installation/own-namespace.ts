import { annotations, fieldManager, labels } from "@holdfast/domain";
import { isApiError, namespaces, type KubernetesObject } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";

const holdfast = "holdfast";

/**
 * Makes a namespace and marks it as made by Holdfast. One that is there already is left as it is: it is somebody
 * else's, and an uninstall keeps it.
 */
export async function makeNamespace(
  kubernetes: KubernetesClient,
  name: string,
  marks: Readonly<Record<string, string>>,
): Promise<"made" | "present"> {
  if ((await kubernetes.get(namespaces, { name })) !== undefined) return "present";
  const metadata = { name, labels: marks, annotations: { [annotations.madeBy]: holdfast } };
  try {
    await kubernetes.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata }, { fieldManager });
    return "made";
  } catch (error) {
    if (isApiError(error, "AlreadyExists")) return "present";
    throw error;
  }
}

/** Only a namespace that an installation made may be deleted with what is in it. */
export function isMadeByHoldfast(namespace: KubernetesObject | undefined): boolean {
  return namespace?.metadata.annotations?.[annotations.madeBy] === holdfast;
}

export function partOf(object: KubernetesObject | undefined): string | undefined {
  return object?.metadata.labels?.[labels.partOf];
}
