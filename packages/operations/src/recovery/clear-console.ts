import { DeadlinePassed, deployments, isApiError, pods, waitForAll } from "@holdfast/kubernetes";
import type { PlannedDeletion } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { awaitGone } from "../restores/await-gone.ts";
import { deletePlanned } from "../restores/delete-planned.ts";
import { serverName } from "../installation/server-objects.ts";
import { serverPodSelector } from "./observe-console.ts";

const stopSeconds = 60;
const goneSeconds = 300;

/**
 * Scales the server to zero and waits until its pods are gone, so that no controller of it acts any more. Pods that do
 * not end in time, on a node that does not answer or in a server that hangs, are removed without it: they hold no
 * volume, and what they might still write is refused by the locks and epochs of the records. Safe to run again.
 */
export async function stopServer(context: Context, namespace: string, signal: AbortSignal): Promise<void> {
  context.report({ message: "Stopping the console's server" });
  try {
    const body = { spec: { replicas: 0 } };
    await context.kubernetes.patch(deployments, { namespace, name: serverName }, { kind: "merge", body });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
  await awaitNoPods(context, namespace, signal);
}

async function awaitNoPods(context: Context, namespace: string, signal: AbortSignal): Promise<void> {
  const target = { type: pods, query: { namespace, labelSelector: serverPodSelector } };
  const until = (deadlineSeconds: number) =>
    waitForAll(context.kubernetes, target, (found) => found.length === 0, {
      deadlineSeconds,
      clock: context.clock,
      signal,
    });
  try {
    await until(stopSeconds);
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    context.report({ message: "The server's pods do not end; removing them" });
    for (const { metadata } of error.lastSeen) {
      const options = { gracePeriodSeconds: 0, ...(metadata.uid === undefined ? {} : { uid: metadata.uid }) };
      await context.kubernetes.delete(pods, { namespace, name: metadata.name }, options).catch(ignoreReplaced);
    }
    await until(stopSeconds);
  }
}

function ignoreReplaced(error: unknown): void {
  if (!isApiError(error, "Conflict")) throw error;
}

/** Deletes what the plan names, by uid, and returns when it is gone. Faults: plan-changed, deadline-passed. */
export async function clearConsole(
  context: Context,
  { deletions, namespace }: { readonly deletions: readonly PlannedDeletion[]; readonly namespace: string },
  signal: AbortSignal,
): Promise<void> {
  await deletePlanned(context, deletions, signal);
  await awaitGone(context, { deletions, namespaces: [namespace] }, { deadlineSeconds: goneSeconds, signal });
}
