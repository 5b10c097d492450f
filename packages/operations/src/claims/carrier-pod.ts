import { Fault } from "@holdfast/domain";
import { DeadlinePassed, isApiError, pods, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import { whyNotRunning } from "../velero/workloads.ts";
import type { Pod } from "../velero/workloads.ts";
import { buildCarrier } from "./carrier.ts";
import { nameOf, notOurs } from "./filling.ts";
import type { Filling } from "./filling.ts";

const carrierSeconds = 900;

/** Creates this try's pod or finds it. Faults: restore-failed, when the cluster does not allow it; already-exists. */
export async function ensureCarrier(context: Context, filling: Filling): Promise<KubernetesObject> {
  const { operation, made } = filling;
  const { claim } = made.plan;
  const name = nameOf(filling);
  const pod = buildCarrier({ name, operation, claim, image: made.image, pattern: made.pattern });
  try {
    return await context.kubernetes.create(pods, pod);
  } catch (error) {
    if (isApiError(error, "Forbidden", "Invalid")) throw refusedCarrier(filling, error.message);
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await context.kubernetes.get(pods, { name, namespace: claim.namespace });
    if (found?.metadata.labels?.[operationLabel] !== operation) throw notOurs(`Pod ${claim.namespace}/${name}`);
    return found;
  }
}

/**
 * The node agent looks at the carrier only when its init container runs: until then nothing else tells what is wrong.
 * Faults: restore-failed, with why it does not run.
 */
export async function awaitCarrier(context: Context, filling: Filling, signal: AbortSignal): Promise<void> {
  const name = { name: nameOf(filling), namespace: filling.made.plan.claim.namespace };
  try {
    const options = { deadlineSeconds: carrierSeconds, clock: context.clock, signal };
    await waitFor<Pod>(
      context.kubernetes,
      { type: pods, name },
      (pod) => {
        const waitsFor = pod === undefined ? undefined : whyNotRunning(pod);
        context.report({ message: `Waiting for Pod ${name.name}${waitsFor === undefined ? "" : `: ${waitsFor}`}` });
        return pod === undefined || runs(pod);
      },
      options,
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    const why = error.lastSeen.map((pod) => whyNotRunning(pod as Pod)).find((text) => text !== undefined);
    throw new Fault("restore-failed", `The pod that is to fill ${filling.made.plan.claim.name} does not run.`, {
      reason: why ?? "Nothing says why.",
      remedy: `Remove the cause, then \`holdfast operation resume ${filling.operation}\`: it begins with an empty volume.`,
      where: `kubectl -n ${name.namespace} describe pod ${name.name}`,
    });
  }
}

function runs({ status }: Pod): boolean {
  return (status?.initContainerStatuses ?? []).some(({ state }) => isRunning(state));
}

function isRunning(state: unknown): boolean {
  return typeof state === "object" && state !== null && "running" in state;
}

/** Deletes every such pod of this operation; returns when the pods are gone. Safe to run again. */
export async function removeCarriers(
  context: Context,
  { operation, made }: Pick<Filling, "operation" | "made">,
  { signal, deadlineSeconds }: { readonly signal: AbortSignal; readonly deadlineSeconds: number },
): Promise<void> {
  const { namespace } = made.plan.claim;
  const own = await context.kubernetes.listAll(pods, { namespace, labelSelector: `${operationLabel}=${operation}` });
  for (const { metadata } of own) {
    const uid = metadata.uid ?? "";
    await context.kubernetes.delete(pods, { name: metadata.name, namespace }, { uid });
    await waitFor(
      context.kubernetes,
      { type: pods, name: { name: metadata.name, namespace } },
      (pod) => pod?.metadata.uid !== uid,
      { clock: context.clock, deadlineSeconds, signal },
    );
  }
}

function refusedCarrier(filling: Filling, reason: string): Fault {
  const { namespace } = filling.made.plan.claim;
  return new Fault("restore-failed", `The cluster does not allow the pod that is to fill the claim in ${namespace}.`, {
    reason,
    remedy: `Allow it in ${namespace} (Pod Security Standards, quota, admission webhooks), then \`holdfast operation resume ${filling.operation}\`.`,
    where: `namespace ${namespace}`,
  });
}
