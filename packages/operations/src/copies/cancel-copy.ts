import {
  hasEnded,
  podVolumeRestoreType,
  restoreSelector,
  restoreStage,
  restoreType,
  volumeStage,
} from "@holdfast/velero";
import type { PodVolumeRestore, Restore } from "@holdfast/velero";
import { Fault, labels } from "@holdfast/domain";
import { DeadlinePassed, isApiError, namespaces as namespaceType, secrets, waitForAll } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { releaseNamespaces } from "../applications/claim-namespaces.ts";
import { findForeignObjects } from "../applications/foreign-objects.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { deleteRecordsOf } from "../applications/remove-application.ts";
import type { Context } from "../context.ts";
import { takeLock } from "../locks/hold-lock.ts";
import { lastAttempt, operationLabel } from "../restores/velero-restore.ts";
import { silenceSeconds } from "../steps/run-step.ts";
import { done } from "../steps/step.ts";
import type { Cancellation, Job, Step } from "../steps/step.ts";
import { clearCopy, namespacesOf } from "./clear-copy.ts";
import type { ClaimedNamespaces, CopyInput } from "./copy-input.ts";

const endSeconds = 12 * 3600;

const nothingMade = "nothing had been made";

/** The steps that say what there is to take back. */
interface CancelledSteps {
  readonly namespaces: Step<CopyInput, ClaimedNamespaces>;
  readonly createRestore: Step<CopyInput>;
}

/**
 * A copy stands beside what is there, so that it can be taken back at any time: Velero cannot stop a Restore, so its
 * volumes are told to stop and its end is awaited; then all that it brought is deleted, and the copy's records last.
 */
export function copyCancellation(steps: CancelledSteps): Cancellation<CopyInput> {
  return {
    refuse: () => undefined,
    async takeBack(job, signal) {
      const { input } = job;
      if (job.cancel?.wasDriven === true) {
        job.report({ message: "Waiting until the former driver has surely stopped" });
        await job.context.clock.sleep(silenceSeconds * 1000, signal);
      }
      const isClaimed = job.hasResult(steps.namespaces);
      if ((await lockCopy(job, signal, isClaimed)) === "never-begun") return done(nothingMade);
      await awaitRestoresEnd(job, signal);
      const isRemoved = await removeCopy(job, steps, signal);
      const isReleased = await releaseMarks({ ...job.context, signal }, input, isClaimed);
      if (!isRemoved && !isReleased) return done(nothingMade);
      return done(`the copy ${input.slug} is removed; its namespaces stay: ${namespacesOf(input).join(", ")}`);
    },
  };
}

/** A copy that never had its lock, since another application of its slug is worked on, has made nothing. */
async function lockCopy(job: Job<CopyInput>, signal: AbortSignal, isClaimed: boolean): Promise<"held" | "never-begun"> {
  const { input, id, requestedBy, createdAt } = job;
  const context = { ...job.context, signal, report: job.report };
  const work = `taking back of the copy ${input.slug}`;
  const holder = { root: id, work, requestedBy, keptBy: "record", takenAt: createdAt } as const;
  try {
    await takeLock(context, { kind: "application", slug: input.slug }, holder);
    return "held";
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "locked" || isClaimed) throw error;
    if ((await lookForApplication(context, input.slug))?.id === input.applicationId) throw error;
    return "never-begun";
  }
}

/** What an unfinished Restore still makes would come after the deletion. */
async function awaitRestoresEnd(job: Job<CopyInput>, signal: AbortSignal): Promise<void> {
  const { context, id } = job;
  const { veleroNamespace: namespace } = job.input;
  const query = { namespace, labelSelector: `${operationLabel}=${id}` };
  const found = await context.kubernetes.listAll<Restore>(restoreType, query);
  for (const restore of found) {
    if (isEnded(restore) || (isUntouched(restore) && (await isDeleted(context, restore)))) continue;
    await stopVolumes(context, namespace, restore.metadata.name);
  }
  if (found.length === 0) return;
  try {
    await waitForAll<Restore>(
      context.kubernetes,
      { type: restoreType, query },
      (now) => {
        const first = now.find((restore) => !isEnded(restore));
        if (first !== undefined) job.report({ message: `Waiting until Velero lets go of ${first.metadata.name}` });
        return first === undefined;
      },
      { deadlineSeconds: endSeconds, clock: context.clock, signal },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    throw notEnded(job, error);
  }
}

function isEnded({ status }: Restore): boolean {
  return hasEnded(restoreStage(status?.phase));
}

/** Velero has not taken it up; it would as soon as its server runs. */
function isUntouched({ status }: Restore): boolean {
  return status?.phase === undefined || status.phase === "" || status.phase === "New";
}

/** Not, when Velero takes it up at this moment. */
async function isDeleted({ kubernetes }: Context, { metadata }: Restore): Promise<boolean> {
  const { name, namespace = "", uid, resourceVersion } = metadata;
  const same = { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  try {
    await kubernetes.delete(restoreType, { name, namespace }, same);
    return true;
  } catch (error) {
    if (!isApiError(error, "Conflict")) throw error;
    return false;
  }
}

function notEnded({ id }: Job<CopyInput>, { lastSeen }: DeadlinePassed): Fault {
  const left = (lastSeen as readonly Restore[]).filter((restore) => !isEnded(restore));
  const names = left.map(({ metadata }) => metadata.name).join(", ");
  return new Fault("deadline-passed", `Velero's restore ${names} has not ended within ${endSeconds / 3600} hours.`, {
    reason: left.map(({ metadata, status }) => `${metadata.name} is ${status?.phase ?? "not begun"}.`).join(" "),
    remedy: `See why with \`holdfast velero status\`; a restart of Velero's server ends what it was at. Then go on with \`holdfast operation resume ${id}\`.`,
    where: left.map(({ metadata }) => `Restore ${metadata.namespace ?? ""}/${metadata.name}`).join(", "),
  });
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
async function removeCopy(job: Job<CopyInput>, steps: CancelledSteps, signal: AbortSignal): Promise<boolean> {
  const { input } = job;
  const context = { ...job.context, signal, report: job.report };
  const found = await lookForApplication(context, input.slug);
  if (found === undefined || found.id !== input.applicationId) return false;
  const namespaces = (await hasRestored(job, steps)) ? await markedNamespaces(context, input) : [];
  if (namespaces.length > 0) {
    const { before } = job.resultOf(steps.namespaces);
    await clearCopy(context, { input, namespaces, before }, signal);
  }
  await deleteRecordsOf(context, found);
  return true;
}

/** Before its first Velero Restore nothing in its namespaces but its records is of the copy. */
async function hasRestored(job: Job<CopyInput>, { createRestore }: CancelledSteps): Promise<boolean> {
  const { context, id, input } = job;
  if (job.hasResult(createRestore)) return true;
  const { slug: part, veleroNamespace } = input;
  return (await lastAttempt(context, { operation: id, root: id, part, veleroNamespace })) > 0;
}

/** Those that are still the copy's: what somebody took meanwhile is left alone. */
async function markedNamespaces(context: Context, input: CopyInput): Promise<readonly string[]> {
  const found = await Promise.all(namespacesOf(input).map((name) => context.kubernetes.get(namespaceType, { name })));
  return found.flatMap((one) => (one?.metadata.labels?.[labels.application] === input.slug ? [one.metadata.name] : []));
}

/** Of a namespace that was marked before the Application was written: but for other records nothing can be in it. */
async function releaseMarks(context: Context, input: CopyInput, isClaimed: boolean): Promise<boolean> {
  const { slug } = input;
  if ((await lookForApplication(context, slug)) !== undefined) return false;
  let isReleased = false;
  for (const name of await markedNamespaces(context, input)) {
    // It held no Secrets when it was claimed; else they may be of an application whose own record is lost.
    if (isClaimed) await deleteRecordSecrets(context, slug, name);
    // Data that were kept of a removed application of that name carry its mark.
    if ((await findForeignObjects(context, undefined, name)).length > 0) continue;
    await releaseNamespaces(context, { slug, namespaces: [name] });
    isReleased = true;
  }
  return isReleased;
}

async function deleteRecordSecrets(context: Context, slug: string, namespace: string): Promise<void> {
  const labelSelector = `${labels.application}=${slug},${labels.record} in (release,config,license)`;
  for (const { metadata } of await context.kubernetes.listAll<KubernetesObject>(secrets, {
    namespace,
    labelSelector,
  })) {
    const { name, uid } = metadata;
    await context.kubernetes.delete(secrets, { name, namespace }, uid === undefined ? {} : { uid });
  }
}
