import { Fault } from "@holdfast/domain";
import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { restoreSelector } from "@holdfast/velero";
import type { Reading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";

/**
 * A pod that Velero restored with its init container `restore-wait`, which runs again whenever the pod's sandbox is made
 * anew (a restart of the node). Where it could remove its mark from the volume it then waits for ever.
 */
export interface WaitingPod {
  readonly namespace: string;
  readonly name: string;
  /** It ran as root, so that it could remove its mark: a restart of the node holds the pod up. */
  readonly wouldWait: boolean;
  /** Its workload makes it anew, without this container, once it is deleted. */
  readonly isReplaceable: boolean;
}

interface SecurityContext {
  readonly runAsUser?: number;
}

interface Pod extends KubernetesObject {
  readonly spec?: {
    readonly securityContext?: SecurityContext;
    readonly initContainers?: readonly { readonly name: string; readonly securityContext?: SecurityContext }[];
  };
}

/** Those of these Velero Restores that are still there. */
export async function findWaitingPods(
  context: Context,
  restores: readonly string[],
): Promise<Reading<readonly WaitingPod[]>> {
  try {
    const found = await Promise.all(
      restores.map((name) => context.kubernetes.listAll<Pod>(pods, { labelSelector: restoreSelector(name) })),
    );
    return { kind: "known", value: found.flat().flatMap(waitingPod) };
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: "unknown", reason: fault.message };
  }
}

/** Velero gives it the security context of the pod's first container. */
function waitingPod({ metadata, spec }: Pod): readonly WaitingPod[] {
  const wait = spec?.initContainers?.find(({ name }) => name === "restore-wait");
  if (wait === undefined) return [];
  const user = wait.securityContext?.runAsUser ?? spec?.securityContext?.runAsUser ?? 0;
  return [
    {
      namespace: metadata.namespace ?? "",
      name: metadata.name,
      wouldWait: user === 0,
      isReplaceable: (metadata.ownerReferences ?? []).some(({ controller }) => controller === true),
    },
  ];
}
