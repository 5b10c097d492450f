import {
  hasEnded,
  podVolumeRestoreType,
  restoreSelector,
  restoreStage,
  restoreType,
  volumeStage,
} from "@holdfast/velero";
import type { PodVolumeRestore, Restore } from "@holdfast/velero";
import { labels } from "@holdfast/domain";
import { isApiError, namespaces as namespaceType, waitForAll } from "@holdfast/kubernetes";
import { releaseNamespaces } from "../applications/claim-namespaces.ts";
import { findForeignObjects } from "../applications/foreign-objects.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { deleteRecordsOf } from "../applications/remove-application.ts";
import type { Context } from "../context.ts";
import { takeLock } from "../locks/hold-lock.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import { silenceSeconds } from "../steps/run-step.ts";
import { done } from "../steps/step.ts";
import type { Cancellation, Job } from "../steps/step.ts";
import { clearCopy, namespacesOf } from "./clear-copy.ts";
import type { CopyInput } from "./copy-input.ts";

const endSeconds = 12 * 3600;

/**
 * A copy stands beside what is there, so that it can be taken back at any time: Velero cannot stop a Restore, so its
 * volumes are told to stop and its end is awaited; then all that it brought is deleted, and the copy's records last.
 */
export const copyCancellation: Cancellation<CopyInput> = {
  refuse: () => undefined,
  async takeBack(job, signal) {
    const { input, id, requestedBy, createdAt } = job;
    const context = { ...job.context, signal, report: job.report };
    if (job.cancel?.wasDriven === true) {
      job.report({ message: "Waiting until the former driver has surely stopped" });
      await context.clock.sleep(silenceSeconds * 1000, signal);
    }
    const work = `taking back of the copy ${input.slug}`;
    const holder = { root: id, work, requestedBy, keptBy: "record", takenAt: createdAt } as const;
    await takeLock(context, { kind: "application", slug: input.slug }, holder);
    await awaitRestoresEnd(job, signal);
    const places = namespacesOf(input).join(", ");
    const isRemoved = await removeCopy(context, input, signal);
    const isReleased = await releaseMarks(context, input);
    if (!isRemoved && !isReleased) return done("nothing had been made");
    return done(`the copy ${input.slug} is removed; its namespaces stay: ${places}`);
  },
};

/** What an unfinished Restore still makes would come after the deletion. */
async function awaitRestoresEnd(job: Job<CopyInput>, signal: AbortSignal): Promise<void> {
  const { context, id } = job;
  const { veleroNamespace: namespace } = job.input;
  const query = { namespace, labelSelector: `${operationLabel}=${id}` };
  const found = await context.kubernetes.listAll<Restore>(restoreType, query);
  for (const { metadata, status } of found) {
    if (!hasEnded(restoreStage(status?.phase))) await stopVolumes(context, namespace, metadata.name);
  }
  if (found.length === 0) return;
  await waitForAll<Restore>(
    context.kubernetes,
    { type: restoreType, query },
    (now) => {
      const first = now.find(({ status }) => !hasEnded(restoreStage(status?.phase)));
      if (first !== undefined) job.report({ message: `Waiting until Velero lets go of ${first.metadata.name}` });
      return first === undefined;
    },
    { deadlineSeconds: endSeconds, clock: context.clock, signal },
  );
}

/** Tells the transfers of a Velero Restore that still run to stop. */
async function stopVolumes(context: Context, namespace: string, restore: string): Promise<void> {
  const query = { namespace, labelSelector: restoreSelector(restore) };
  for (const { metadata, status } of await context.kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, query)) {
    const stage = volumeStage(status?.phase);
    if (stage === "completed" || stage === "failed" || stage === "canceled") continue;
    const name = { name: metadata.name, namespace };
    try {
      await context.kubernetes.patch(podVolumeRestoreType, name, { kind: "merge", body: { spec: { cancel: true } } });
    } catch (error) {
      if (!isApiError(error, "NotFound")) throw error;
    }
  }
}

/** Its Application is written before anything else of it, and goes last: interrupted, this is run again. */
async function removeCopy(context: Context, input: CopyInput, signal: AbortSignal): Promise<boolean> {
  const found = await lookForApplication(context, input.slug);
  if (found === undefined || found.id !== input.applicationId) return false;
  const namespaces = await markedNamespaces(context, input);
  if (namespaces.length > 0) await clearCopy(context, { input, namespaces }, signal);
  await deleteRecordsOf(context, found);
  return true;
}

/** Those that are still the copy's: what somebody took meanwhile is left alone. */
async function markedNamespaces(context: Context, input: CopyInput): Promise<readonly string[]> {
  const found = await Promise.all(namespacesOf(input).map((name) => context.kubernetes.get(namespaceType, { name })));
  return found.flatMap((one) => (one?.metadata.labels?.[labels.application] === input.slug ? [one.metadata.name] : []));
}

/** Of a namespace that was marked before the records were written: nothing can be in it. */
async function releaseMarks(context: Context, input: CopyInput): Promise<boolean> {
  const { slug } = input;
  if ((await lookForApplication(context, slug)) !== undefined) return false;
  let isReleased = false;
  for (const name of await markedNamespaces(context, input)) {
    // Data that were kept of a removed application of that name carry its mark.
    if ((await findForeignObjects(context, undefined, name)).length > 0) continue;
    await releaseNamespaces(context, { slug, namespaces: [name] });
    isReleased = true;
  }
  return isReleased;
}
