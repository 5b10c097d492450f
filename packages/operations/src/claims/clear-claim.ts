import { Fault } from "@holdfast/domain";
import type { ClaimName } from "@holdfast/domain";
import { DeadlinePassed, isApiError, persistentVolumeClaims, pods, waitFor, waitForAll } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { usesClaim } from "./observe-claim.ts";
import { isMadeBy, markMade } from "./restored-claim.ts";

export interface Waiting {
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
}

/** Waits until no pod mounts the claim. Faults: claim-in-use, naming the pods that still do. */
export async function awaitUnused(context: Context, claim: ClaimName, waiting: Waiting): Promise<void> {
  const using = (found: readonly KubernetesObject[]) => found.filter((pod) => usesClaim(pod, claim.name));
  try {
    await waitForAll<KubernetesObject>(
      context.kubernetes,
      { type: pods, query: { namespace: claim.namespace } },
      (found) => {
        const [first] = using(found);
        if (first !== undefined) context.report({ message: `Waiting until Pod ${first.metadata.name} has ended` });
        return first === undefined;
      },
      { ...waiting, clock: context.clock },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    const names = using(error.lastSeen).map(({ metadata }) => metadata.name);
    throw new Fault("claim-in-use", `${claim.namespace}/${claim.name} is still in use.`, {
      reason: `These pods did not end or were started again: ${names.join(", ")}.`,
      remedy: "Find out what keeps them (an autoscaler, an operator, a node that does not answer); then resume.",
      where: `kubectl -n ${claim.namespace} get pods`,
    });
  }
}

/**
 * Deletes the claim that was planned, or the one that an earlier try of this operation made, and returns when it is
 * gone. Faults: plan-changed for any other claim of the name; deadline-passed, with what holds it.
 */
export async function clearClaim(
  context: Context,
  {
    claim,
    plannedUid,
    operation,
  }: { readonly claim: ClaimName; readonly plannedUid?: string; readonly operation: string },
  waiting: Waiting,
): Promise<void> {
  const found = await context.kubernetes.get(persistentVolumeClaims, claim);
  if (found === undefined) return;
  const uid = found.metadata.uid ?? "";
  if (uid !== plannedUid && !isMadeBy(found, operation)) throw otherClaim(claim, operation);
  waiting.signal.throwIfAborted();
  context.report({ message: `Deleting ${claim.namespace}/${claim.name}` });
  try {
    await context.kubernetes.delete(persistentVolumeClaims, claim, { uid });
  } catch (error) {
    if (isApiError(error, "Conflict")) throw otherClaim(claim, operation);
    throw error;
  }
  await awaitGone(context, { claim, uid }, waiting);
}

async function awaitGone(
  context: Context,
  { claim, uid }: { readonly claim: ClaimName; readonly uid: string },
  waiting: Waiting,
): Promise<void> {
  try {
    await waitFor(
      context.kubernetes,
      { type: persistentVolumeClaims, name: claim },
      (object) => object?.metadata.uid !== uid,
      { ...waiting, clock: context.clock },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    const finalizers = error.lastSeen.flatMap(({ metadata }) => metadata.finalizers ?? []);
    throw new Fault("deadline-passed", `The claim ${claim.namespace}/${claim.name} was deleted but does not go away.`, {
      reason: `Its finalizers: ${finalizers.join(", ") || "none"}. A pod that still uses it keeps it.`,
      remedy: "See what keeps it, then resume the operation.",
      where: `kubectl -n ${claim.namespace} describe pvc ${claim.name}`,
    });
  }
}

/** Creates the claim or finds the one it made. Faults: plan-changed, when another of the name is there. */
export async function makeClaim(context: Context, manifest: KubernetesObject, operation: string): Promise<void> {
  const { name, namespace = "" } = manifest.metadata;
  try {
    await context.kubernetes.create(persistentVolumeClaims, markMade(manifest, operation));
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await context.kubernetes.get(persistentVolumeClaims, { name, namespace });
    if (found === undefined || !isMadeBy(found, operation)) throw otherClaim({ name, namespace }, operation);
  }
}

function otherClaim({ namespace, name }: ClaimName, operation: string): Fault {
  return new Fault("plan-changed", `${namespace}/${name} is another claim than the one that was confirmed.`, {
    reason: "It was deleted and made anew by somebody else meanwhile; it was left as it is.",
    remedy: "Find out who works on this application at the same time. Then resume the operation, or start a new one.",
    where: `operation ${operation}`,
  });
}
